/** A Gateway of Istio's own API: what the pods of an ingress gateway listen for. VirtualServices bind to it. */
import { type Construct } from 'constructs';
import { toJson_GatewaySpec } from '../../../imports/networking.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { matchLabelsOf, type PodSelection } from '../pod-selection';
import { type IstioNetworkingVersion, networkingApi } from './istio-version';

/** Where a gateway listens. */
export interface MeshGatewayServer {
  /** Host names, `*` for any. */
  readonly hosts: readonly string[];
  /** Port. */
  readonly port: number;
  /** What is spoken. */
  readonly protocol: 'HTTP' | 'HTTPS' | 'GRPC' | 'HTTP2' | 'TCP' | 'TLS';
  /**
   * Name of the port.
   * @default - the protocol in lower case
   */
  readonly name?: string;
  /**
   * Secret in the gateway pods' namespace with certificate and key.
   * @default - none
   */
  readonly credentialName?: string;
  /**
   * Whether plain requests are sent to https.
   * @default false
   */
  readonly httpsRedirect?: boolean;
}

/** A gateway of Istio. */
export interface MeshGatewayProps extends KubernetesObjectProps {
  /** The pods that listen. */
  readonly pods: PodSelection;
  /** Where they listen. */
  readonly servers: readonly MeshGatewayServer[];
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioNetworkingVersion;
}

function tlsOf({ credentialName, httpsRedirect }: MeshGatewayServer) {
  if (credentialName !== undefined) return { mode: 'SIMPLE', credentialName };
  return httpsRedirect ? { httpsRedirect } : undefined;
}

/** A gateway of Istio. */
export class MeshGateway extends KubernetesObject {
  constructor(scope: Construct, id: string, props: MeshGatewayProps) {
    const apiVersion = networkingApi(props.apiVersion);
    const servers = props.servers.map((server) => ({
      hosts: [...server.hosts],
      port: { number: server.port, name: server.name ?? server.protocol.toLowerCase(), protocol: server.protocol },
      tls: tlsOf(server),
    }));
    super(scope, id, { apiVersion, kind: 'Gateway', resourceType: 'gateways' }, props, {
      spec: () => toJson_GatewaySpec({ selector: matchLabelsOf(props.pods), servers }),
    });
  }
}
