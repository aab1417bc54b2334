/** A DestinationRule of Istio: how sidecars talk to a host: TLS, load balancing, bounds, when a sick pod is left out. */
import { type Construct } from 'constructs';
import {
  toJson_DestinationRuleSpec,
  type DestinationRuleSpecTrafficPolicyConnectionPool,
  type DestinationRuleSpecTrafficPolicyOutlierDetection,
  type DestinationRuleSpecTrafficPolicyTls,
} from '../../../imports/networking.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Service } from '../network/service';
import { type IstioNetworkingVersion, networkingApi } from './istio-version';

/** TLS towards the host. */
export interface MeshTls extends Omit<DestinationRuleSpecTrafficPolicyTls, 'mode'> {
  /** Who shows a certificate: nobody, the host, both, or both by the mesh's own. */
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
}

/** A DestinationRule. */
export interface DestinationRuleProps extends KubernetesObjectProps {
  /** Host name, or the Service. */
  readonly host: string | Service;
  /**
   * TLS towards the host.
   * @default - the mesh's
   */
  readonly tls?: MeshTls;
  /**
   * How sidecars choose a pod.
   * @default - the mesh's
   */
  readonly loadBalancing?: 'RANDOM' | 'PASSTHROUGH' | 'ROUND_ROBIN' | 'LEAST_REQUEST';
  /**
   * Most connections and requests at a time.
   * @default - the mesh's
   */
  readonly connectionPool?: DestinationRuleSpecTrafficPolicyConnectionPool;
  /**
   * When a pod that fails is left out, and for how long.
   * @default - never
   */
  readonly outlierDetection?: DestinationRuleSpecTrafficPolicyOutlierDetection;
  /**
   * Parts of the pods by their labels, for VirtualServices.
   * @default - none
   */
  readonly subsets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Namespaces that see the rule; `.` for its own.
   * @default - all
   */
  readonly exportTo?: readonly string[];
  /**
   * Version of Istio's networking API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioNetworkingVersion;
}

/** A DestinationRule. */
export class DestinationRule extends KubernetesObject {
  constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    const apiVersion = networkingApi(props.apiVersion);
    const { tls, loadBalancing, connectionPool, outlierDetection, subsets = {} } = props;
    const parts = Object.entries(subsets).map(([name, labels]) => ({ name, labels: { ...labels } }));
    const policy = {
      tls,
      loadBalancer: loadBalancing && { simple: loadBalancing },
      connectionPool,
      outlierDetection,
    };
    super(scope, id, { apiVersion, kind: 'DestinationRule', resourceType: 'destinationrules' }, props, {
      spec: () =>
        toJson_DestinationRuleSpec({
          host: typeof props.host === 'string' ? props.host : props.host.hostFor(this.namespace),
          exportTo: props.exportTo && [...props.exportTo],
          subsets: parts.length > 0 ? parts : undefined,
          trafficPolicy: Object.values(policy).some((part) => part !== undefined) ? policy : undefined,
        }),
    });
  }
}
