/**
 * The status of an autoscaler while it is being worked out.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (setCondition, setStatus)
 */
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  MetricStatus,
} from '../../apimachinery/api/autoscaling-v2';
import { formatTime } from '../../apimachinery/time';

type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

/** Replicas and metrics of a status. */
interface Counted {
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly MetricStatus[] | null | undefined;
}

export class AutoscalerStatus {
  #status: HorizontalPodAutoscalerStatus;

  constructor(
    { status }: HorizontalPodAutoscaler,
    private readonly nowMs: number,
  ) {
    this.#status = status ?? { desiredReplicas: 0 };
  }

  get value(): HorizontalPodAutoscalerStatus {
    return this.#status;
  }

  setCondition(type: ConditionType, isTrue: boolean, reason: string, message: string): void {
    const before = this.#status.conditions ?? [];
    const known = before.find((condition) => condition.type === type);
    const status = isTrue ? 'True' : 'False';
    const lastTransitionTime = known?.status === status ? known.lastTransitionTime : formatTime(this.nowMs);
    const condition: HorizontalPodAutoscalerCondition = { type, status, lastTransitionTime, reason, message };
    const conditions = known ? before.map((other) => (other === known ? condition : other)) : [...before, condition];
    this.#status = { ...this.#status, conditions };
  }

  /** How many there are, where nothing else could be told. */
  setCurrentReplicas(current: number): void {
    const { desiredReplicas, currentMetrics } = this.#status;
    this.set({ current, desired: desiredReplicas, metrics: currentMetrics }, false);
  }

  set({ current, desired, metrics }: Counted, rescaled: boolean): void {
    const { lastScaleTime, conditions } = this.#status;
    const scaledAt = rescaled ? formatTime(this.nowMs) : lastScaleTime;
    this.#status = {
      ...(scaledAt === undefined ? {} : { lastScaleTime: scaledAt }),
      ...(current === 0 ? {} : { currentReplicas: current }),
      desiredReplicas: desired,
      currentMetrics: (metrics ?? null) as readonly MetricStatus[],
      ...(conditions === undefined ? {} : { conditions }),
    };
  }
}
