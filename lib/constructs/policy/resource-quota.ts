/** A ResourceQuota: what all pods of a namespace may ask for together. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';

/** A ResourceQuota. */
export interface ResourceQuotaProps extends KubernetesObjectProps {
  /** Upper bounds by resource: `{ 'requests.cpu': '8', 'limits.memory': '16Gi', pods: '60' }`. */
  readonly hard: Readonly<Record<string, string | number>>;
  /**
   * Which pods count: `BestEffort`, `NotTerminating` ...
   * @default - all
   */
  readonly scopes?: readonly string[];
}

/** A ResourceQuota. */
export class ResourceQuota extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ResourceQuotaProps) {
    const identity = { apiVersion: 'v1', kind: 'ResourceQuota', resourceType: 'resourcequotas' };
    const amounts = Object.entries(props.hard).map(([name, amount]) => [name, k8s.Quantity.fromString(String(amount))]);
    super(scope, id, identity, props, {
      spec: () =>
        k8s.toJson_ResourceQuotaSpec({
          hard: Object.fromEntries(amounts) as Record<string, k8s.Quantity>,
          scopes: props.scopes && [...props.scopes],
        }),
    });
  }
}
