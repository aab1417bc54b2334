/**
 * Smooths what is recommended: no less than what was recommended lately when shrinking, no more when growing.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (stabilizeRecommendation, stabilizeRecommendationWithBehaviors)
 */
import type { HPAScalingRules } from '../../apimachinery/api/autoscaling-v2';
import type { ScalingHistory } from './scaling-history';

export interface Stabilized {
  readonly replicas: number;
  /** Told when it is not what was desired. */
  readonly reason: string;
  readonly message: string;
}

const DOWN = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const UP = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

/** Without a behavior there is one window, for shrinking. */
export function stabilize(history: ScalingHistory, desired: number, windowMs: number, nowMs: number): Stabilized {
  const since = nowMs - windowMs;
  const replicas = Math.max(desired, ...history.recommendations((atMs) => atMs >= since));
  history.recommend(desired, nowMs, since);
  return { replicas, ...DOWN };
}

/** @param defaultWindowMs for shrinking where the behavior does not say */
export function stabilizeByRules(
  history: ScalingHistory,
  { current, desired }: { readonly current: number; readonly desired: number },
  rules: { readonly scaleUp?: HPAScalingRules; readonly scaleDown?: HPAScalingRules },
  defaultWindowMs: number,
  nowMs: number,
): Stabilized {
  const upSince = nowMs - windowMsOf(rules.scaleUp, 0);
  const downSince = nowMs - windowMsOf(rules.scaleDown, defaultWindowMs);
  const lowest = Math.min(desired, ...history.recommendations((atMs) => atMs > upSince));
  const highest = Math.max(desired, ...history.recommendations((atMs) => atMs > downSince));
  history.recommend(desired, nowMs, Math.min(upSince, downSince));
  const replicas = Math.min(Math.max(current, lowest), highest);
  return { replicas, ...(desired >= current ? UP : DOWN) };
}

function windowMsOf(rules: HPAScalingRules | undefined, defaultMs: number): number {
  return rules?.stabilizationWindowSeconds === undefined ? defaultMs : rules.stabilizationWindowSeconds * 1000;
}
