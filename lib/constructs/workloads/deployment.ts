/** A Deployment: interchangeable pods, replaced a few at a time. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { ScalableWorkload, type ScalableWorkloadProps } from './scalable-workload';
import { intOrPercent } from './workload';

/** Replace pods a few at a time. */
export interface RollingUpdateStrategy {
  /** The strategy's name. */
  readonly type: 'RollingUpdate';
  /**
   * Pods that may run beyond the number asked for: a count or a percentage.
   * @default '25%'
   */
  readonly maxSurge?: number | string;
  /**
   * Pods that may be missing meanwhile: a count or a percentage.
   * @default 0
   */
  readonly maxUnavailable?: number | string;
}

/** Stop all old pods, then start the new ones. */
export interface RecreateStrategy {
  /** The strategy's name. */
  readonly type: 'Recreate';
}

/** A Deployment. */
export interface DeploymentProps extends ScalableWorkloadProps {
  /**
   * How old pods give way to new ones.
   * @default - rolling, 25 % more pods, none missing
   */
  readonly strategy?: RollingUpdateStrategy | RecreateStrategy;
  /**
   * Seconds after which a rollout without progress counts as failed.
   * @default 600
   */
  readonly progressDeadlineSeconds?: number;
}

/** The strategy as the API has it. */
export function deploymentStrategy(
  strategy: RollingUpdateStrategy | RecreateStrategy = { type: 'RollingUpdate' },
): k8s.DeploymentStrategy {
  if (strategy.type === 'Recreate') return { type: 'Recreate' };
  return {
    type: 'RollingUpdate',
    rollingUpdate: {
      maxSurge: intOrPercent(strategy.maxSurge ?? '25%'),
      maxUnavailable: intOrPercent(strategy.maxUnavailable ?? 0),
    },
  };
}

/** A Deployment. */
export class Deployment extends ScalableWorkload {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeploymentProps,
  ) {
    const identity = { apiVersion: 'apps/v1', kind: 'Deployment', resourceType: 'deployments' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_DeploymentSpec(this.#spec()) });
  }

  #spec(): k8s.DeploymentSpec {
    const { props } = this;
    return {
      replicas: this.replicas,
      selector: { matchLabels: { ...this.selector } },
      strategy: deploymentStrategy(props.strategy),
      minReadySeconds: props.minReadySeconds,
      revisionHistoryLimit: props.revisionHistoryLimit,
      progressDeadlineSeconds: props.progressDeadlineSeconds,
      template: this.template.toKube({
        restartPolicy: 'Always',
        replicaLabels: this.selector,
        revisionLabel: 'pod-template-hash',
      }),
    };
  }
}
