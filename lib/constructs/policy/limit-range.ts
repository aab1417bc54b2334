/** A LimitRange: what a container gets that asks for nothing, and between which bounds it may ask. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';

/** Amounts by resource: `{ cpu: '100m', memory: '128Mi' }`. */
export type Amounts = Readonly<Record<string, string>>;

/** A LimitRange for containers. */
export interface LimitRangeProps extends KubernetesObjectProps {
  /**
   * Requests of a container that has none.
   * @default - none
   */
  readonly defaultRequest?: Amounts;
  /**
   * Limits of a container that has none.
   * @default - none
   */
  readonly defaultLimit?: Amounts;
  /**
   * Least that a container may request.
   * @default - anything
   */
  readonly min?: Amounts;
  /**
   * Most that a container may have as limit.
   * @default - anything
   */
  readonly max?: Amounts;
  /**
   * How often the request may go into the limit, at most.
   * @default - any number of times
   */
  readonly maxLimitRequestRatio?: Amounts;
}

function quantities(amounts: Amounts | undefined): Record<string, k8s.Quantity> | undefined {
  if (!amounts) return undefined;
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, k8s.Quantity.fromString(amount)]));
}

/** A LimitRange for containers. */
export class LimitRange extends KubernetesObject {
  constructor(scope: Construct, id: string, props: LimitRangeProps) {
    const identity = { apiVersion: 'v1', kind: 'LimitRange', resourceType: 'limitranges' };
    const limit: k8s.LimitRangeItem = {
      type: 'Container',
      defaultRequest: quantities(props.defaultRequest),
      default: quantities(props.defaultLimit),
      min: quantities(props.min),
      max: quantities(props.max),
      maxLimitRequestRatio: quantities(props.maxLimitRequestRatio),
    };
    super(scope, id, identity, props, { spec: () => k8s.toJson_LimitRangeSpec({ limits: [limit] }) });
  }
}
