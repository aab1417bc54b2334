/**
 * From the number that metrics ask for to the one that is set: smoothed over time, no further than a step may go, within the limits.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors)
 */
import type { HorizontalPodAutoscaler } from '../../apimachinery/api/autoscaling-v2';
import { limitRate, limitStep, type Wish } from './scaling-limits';
import type { ScalingHistory } from './scaling-history';
import { stabilize, stabilizeByRules } from './stabilization';
import type { AutoscalerStatus } from './status';

/** @param downscaleWindowMs over which shrinking is smoothed where the autoscaler does not say */
export function normalizeReplicas(
  { spec }: HorizontalPodAutoscaler,
  wish: Wish,
  history: ScalingHistory,
  status: AutoscalerStatus,
  downscaleWindowMs: number,
  nowMs: number,
): number {
  const rules = spec?.behavior;
  const { current, desired } = wish;
  const stable = rules
    ? stabilizeByRules(history, { current, desired }, rules, downscaleWindowMs, nowMs)
    : stabilize(history, desired, downscaleWindowMs, nowMs);
  if (stable.replicas === desired)
    status.setCondition('AbleToScale', true, 'ReadyForNewScale', 'recommended size matches current size');
  else status.setCondition('AbleToScale', true, stable.reason, stable.message);
  const aim = { ...wish, desired: stable.replicas };
  const { replicas, reason, message } = rules ? limitRate(aim, rules, history, nowMs) : limitStep(aim);
  status.setCondition('ScalingLimited', replicas !== stable.replicas, reason, message);
  return replicas;
}
