/** A ServiceEntry of Istio: makes a host outside the mesh known inside. */
import { type Construct } from 'constructs';
import { toJson_ServiceEntrySpec } from '../../../imports/networking.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type IstioNetworkingVersion, networkingApi } from './istio-version';

/** A port of the host. */
export interface ServiceEntryPort {
  /** Name. */
  readonly name: string;
  /** Number. */
  readonly number: number;
  /** What is spoken. */
  readonly protocol: 'HTTP' | 'HTTPS' | 'GRPC' | 'HTTP2' | 'MONGO' | 'TCP' | 'TLS';
}

/** A ServiceEntry. */
export interface ServiceEntryProps extends KubernetesObjectProps {
  /** Host names, `api.example.com` or `*.example.com`. */
  readonly hosts: readonly string[];
  /** Ports of the host. */
  readonly ports: readonly ServiceEntryPort[];
  /**
   * Addresses that stand for the host inside the mesh.
   * @default - none
   */
  readonly addresses?: readonly string[];
  /**
   * Addresses of the servers.
   * @default - none
   */
  readonly endpoints?: readonly string[];
  /**
   * Whether the host is part of the mesh.
   * @default - outside
   */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  /**
   * How sidecars find the servers.
   * @default - Istio's own: as the client did
   */
  readonly resolution?: 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN';
  /**
   * Namespaces that see the host; `.` for its own.
   * @default - all
   */
  readonly exportTo?: readonly string[];
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioNetworkingVersion;
}

/** A ServiceEntry. */
export class ServiceEntry extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    const apiVersion = networkingApi(props.apiVersion);
    super(scope, id, { apiVersion, kind: 'ServiceEntry', resourceType: 'serviceentries' }, props, {
      spec: () =>
        toJson_ServiceEntrySpec({
          hosts: [...props.hosts],
          addresses: props.addresses && [...props.addresses],
          ports: props.ports.map((port) => ({ ...port })),
          endpoints: props.endpoints?.map((address) => ({ address })),
          location: props.location,
          resolution: props.resolution,
          exportTo: props.exportTo && [...props.exportTo],
        }),
    });
  }
}
