/** A HorizontalPodAutoscaler on cpu, memory or any other metric, with its behaviour written out. */
import { type Construct } from 'constructs';
import { k8s, type IScalable } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';

/** How fast replicas may come and go. */
export interface ScalingSpeed {
  /**
   * Seconds of the past whose recommendations count: the highest when scaling down, the lowest when scaling up.
   * @default - 0 up, 300 down
   */
  readonly stabilizationWindowSeconds?: number;
  /**
   * Pods per period.
   * @default - 4 up, no rule down
   */
  readonly pods?: number;
  /**
   * Per cent of the pods per period.
   * @default 100
   */
  readonly percent?: number;
  /**
   * Length of the period in seconds.
   * @default 15
   */
  readonly periodSeconds?: number;
}

/** When and how far a workload scales. */
export interface AutoscaleProps {
  /**
   * Fewest replicas.
   * @default 2
   */
  readonly minReplicas?: number;
  /** Most replicas. */
  readonly maxReplicas: number;
  /**
   * Average cpu to hold, in per cent of the request.
   * @default - 80 where no other metric is given
   */
  readonly cpuPercent?: number;
  /**
   * Average memory to hold, in per cent of the request.
   * @default - not looked at
   */
  readonly memoryPercent?: number;
  /**
   * Further metrics, as the API has them.
   * @default - none
   */
  readonly metrics?: readonly k8s.MetricSpecV2[];
  /**
   * How fast replicas come.
   * @default - at most 4 pods or 100 % per 15 s
   */
  readonly scaleUp?: ScalingSpeed;
  /**
   * How fast replicas go.
   * @default - at most 100 % per 15 s, after 300 s of calm
   */
  readonly scaleDown?: ScalingSpeed;
}

/** A HorizontalPodAutoscaler. */
export interface HorizontalPodAutoscalerProps extends KubernetesObjectProps, AutoscaleProps {
  /** What is scaled: a Deployment or StatefulSet, ours or of cdk8s-plus. */
  readonly target: IScalable;
}

function resourceMetric(name: string, averageUtilization: number): k8s.MetricSpecV2 {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

function metrics(props: AutoscaleProps): k8s.MetricSpecV2[] {
  const alone = props.memoryPercent === undefined && !props.metrics?.length;
  const cpuPercent = props.cpuPercent ?? (alone ? 80 : undefined);
  return [
    ...(cpuPercent === undefined ? [] : [resourceMetric('cpu', cpuPercent)]),
    ...(props.memoryPercent === undefined ? [] : [resourceMetric('memory', props.memoryPercent)]),
    ...(props.metrics ?? []),
  ];
}

function scalingRules(speed: ScalingSpeed, window: number, pods: number | undefined): k8s.HpaScalingRulesV2 {
  const periodSeconds = speed.periodSeconds ?? 15;
  const podsPerPeriod = speed.pods ?? (speed.percent === undefined ? pods : undefined);
  const percent = speed.percent ?? (speed.pods === undefined ? 100 : undefined);
  return {
    stabilizationWindowSeconds: speed.stabilizationWindowSeconds ?? window,
    selectPolicy: 'Max',
    policies: [
      ...(percent === undefined ? [] : [{ type: 'Percent', value: percent, periodSeconds }]),
      ...(podsPerPeriod === undefined ? [] : [{ type: 'Pods', value: podsPerPeriod, periodSeconds }]),
    ],
  };
}

/** A HorizontalPodAutoscaler. */
export class HorizontalPodAutoscaler extends KubernetesObject {
  constructor(scope: Construct, id: string, props: HorizontalPodAutoscalerProps) {
    const identity = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      resourceType: 'horizontalpodautoscalers',
    };
    const { kind, name, apiVersion } = props.target.toScalingTarget();
    super(scope, id, identity, props, {
      spec: () =>
        k8s.toJson_HorizontalPodAutoscalerSpecV2({
          scaleTargetRef: { apiVersion, kind, name },
          minReplicas: props.minReplicas ?? 2,
          maxReplicas: props.maxReplicas,
          metrics: metrics(props),
          behavior: {
            scaleUp: scalingRules(props.scaleUp ?? {}, 0, 4),
            scaleDown: scalingRules(props.scaleDown ?? {}, 300, undefined),
          },
        }),
    });
    props.target.markHasAutoscaler();
  }
}
