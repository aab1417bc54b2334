/** A DaemonSet: one pod on every node. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { intOrPercent, Workload, type WorkloadProps } from './workload';

/** A DaemonSet. */
export interface DaemonSetProps extends WorkloadProps {
  /**
   * Nodes whose pod may be missing during an update: a count or a percentage.
   * @default 1
   */
  readonly maxUnavailable?: number | string;
  /**
   * Nodes that may run the old and the new pod at once during an update.
   * @default 0
   */
  readonly maxSurge?: number | string;
  /**
   * `OnDelete` replaces a pod only when somebody deletes it.
   * @default 'RollingUpdate'
   */
  readonly updateStrategy?: 'RollingUpdate' | 'OnDelete';
  /**
   * Seconds a new pod must be ready before it counts as available.
   * @default 0
   */
  readonly minReadySeconds?: number;
  /**
   * Old revisions that are kept to go back to.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
}

/** A DaemonSet. */
export class DaemonSet extends Workload {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DaemonSetProps,
  ) {
    const identity = { apiVersion: 'apps/v1', kind: 'DaemonSet', resourceType: 'daemonsets' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_DaemonSetSpec(this.#spec()) });
  }

  #spec(): k8s.DaemonSetSpec {
    const { props } = this;
    const surge = props.maxSurge ?? 0;
    const rollingUpdate = {
      maxSurge: intOrPercent(surge),
      maxUnavailable: intOrPercent(props.maxUnavailable ?? (surge === 0 ? 1 : 0)),
    };
    return {
      selector: { matchLabels: { ...this.selector } },
      updateStrategy:
        props.updateStrategy === 'OnDelete' ? { type: 'OnDelete' } : { type: 'RollingUpdate', rollingUpdate },
      minReadySeconds: props.minReadySeconds,
      revisionHistoryLimit: props.revisionHistoryLimit,
      template: this.template.toKube({ restartPolicy: 'Always' }),
    };
  }
}
