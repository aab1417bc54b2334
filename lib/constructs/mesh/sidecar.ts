/** A Sidecar of Istio: what a workload's proxy knows of the mesh. */
import { type Construct } from 'constructs';
import { toJson_SidecarSpec } from '../../../imports/networking.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { matchLabelsOf, type PodSelection } from '../pod-selection';
import { type IstioNetworkingVersion, networkingApi } from './istio-version';

/** A Sidecar. */
export interface SidecarProps extends KubernetesObjectProps {
  /**
   * The pods it holds for.
   * @default - all of the namespace
   */
  readonly pods?: PodSelection;
  /** Hosts that the pods may call, `namespace/host`; `.` is the pods' own namespace. */
  readonly egressHosts: readonly string[];
  /**
   * Whether calls to anything else are let through.
   * @default - the mesh's
   */
  readonly outboundTrafficPolicy?: 'REGISTRY_ONLY' | 'ALLOW_ANY';
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioNetworkingVersion;
}

/** A Sidecar. */
export class Sidecar extends KubernetesObject {
  constructor(scope: Construct, id: string, props: SidecarProps) {
    const apiVersion = networkingApi(props.apiVersion);
    super(scope, id, { apiVersion, kind: 'Sidecar', resourceType: 'sidecars' }, props, {
      spec: () =>
        toJson_SidecarSpec({
          workloadSelector: props.pods && { labels: matchLabelsOf(props.pods) },
          egress: [{ hosts: [...props.egressHosts] }],
          outboundTrafficPolicy: props.outboundTrafficPolicy && { mode: props.outboundTrafficPolicy },
        }),
    });
  }
}
