/** A PodDisruptionBudget: how many pods a drain may take at a time. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { labelSelectorOf, type PodSelection } from '../pod-selection';
import { reportMistake } from '../validation/mistake';
import { intOrPercent } from '../workloads/workload';

/** How many pods may be missing. */
export interface DisruptionProps {
  /**
   * Pods that may be missing: a count or a percentage. Excludes `minAvailable`.
   * @default 1
   */
  readonly maxUnavailable?: number | string;
  /**
   * Pods that must stay: a count or a percentage. Excludes `maxUnavailable`.
   * @default - none
   */
  readonly minAvailable?: number | string;
  /**
   * Whether pods that are not ready may always be evicted, so that a broken pod never blocks a drain.
   * @default 'AlwaysAllow'
   */
  readonly unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget';
  /**
   * Allows a budget under which no pod may ever be missing, so that nodes cannot be drained.
   * @default false
   */
  readonly unsafeBlockDrains?: boolean;
}

/** A PodDisruptionBudget. */
export interface PodDisruptionBudgetProps extends KubernetesObjectProps, DisruptionProps {
  /** The pods it counts: labels, a workload or component of ours, or a selector of cdk8s-plus. */
  readonly selector: PodSelection;
}

/** A PodDisruptionBudget. */
export class PodDisruptionBudget extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PodDisruptionBudgetProps) {
    const identity = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', resourceType: 'poddisruptionbudgets' };
    const { minAvailable, maxUnavailable = minAvailable === undefined ? 1 : undefined } = props;
    super(scope, id, identity, props, {
      spec: () =>
        k8s.toJson_PodDisruptionBudgetSpec({
          maxUnavailable: intOrPercent(maxUnavailable),
          minAvailable: intOrPercent(minAvailable),
          selector: labelSelectorOf(props.selector),
          unhealthyPodEvictionPolicy: props.unhealthyPodEvictionPolicy ?? 'AlwaysAllow',
        }),
    });
    if (!props.unsafeBlockDrains) this.#checkAllowance(minAvailable, maxUnavailable);
  }

  #checkAllowance(minAvailable: number | string | undefined, maxUnavailable: number | string | undefined): void {
    if (minAvailable !== '100%' && maxUnavailable !== 0 && maxUnavailable !== '0%') return;
    reportMistake(this, {
      field: minAvailable === undefined ? 'maxUnavailable' : 'minAvailable',
      given: minAvailable ?? maxUnavailable,
      expected: 'room for one missing pod at least, else no node can be drained',
      fix: 'allow one, or set unsafeBlockDrains',
    });
  }
}
