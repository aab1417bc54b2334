/**
 * How far one step may go: by the policies of a behavior, or without one to double or four, whichever is more.
 *
 * Worked example: from 10 replicas, of which 2 came within the last 15 s, the policies "4 pods" and "100 percent" for 15 s allow
 * 8 + 4 = 12 and 8 × 2 = 16; the larger one counts.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (convertDesiredReplicasWithRules, convertDesiredReplicasWithBehaviorRate)
 */
import type { HPAScalingPolicy, HPAScalingRules } from '../../apimachinery/api/autoscaling-v2';
import type { ScalingHistory } from './scaling-history';

export interface Limited {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

export interface Wish {
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
}

const MAX_REPLICAS = 2 ** 31 - 1;
const SCALE_UP_FACTOR = 2;
const SCALE_UP_MINIMUM = 4;

const TOO_MANY = ['TooManyReplicas', 'the desired replica count is more than the maximum replica count'] as const;
const TOO_FEW = ['TooFewReplicas', 'the desired replica count is less than the minimum replica count'] as const;
const TOO_FAST = [
  'ScaleUpLimit',
  'the desired replica count is increasing faster than the maximum scale rate',
] as const;
const TOO_FAST_DOWN = [
  'ScaleDownLimit',
  'the desired replica count is decreasing faster than the maximum scale rate',
] as const;

function limited(replicas: number, [reason, message]: readonly [string, string]): Limited {
  return { replicas, reason, message };
}

function withinRange(replicas: number): Limited {
  return limited(replicas, ['DesiredWithinRange', 'the desired count is within the acceptable range']);
}

/** For an autoscaler without a behavior. */
export function limitStep({ current, desired, min, max }: Wish): Limited {
  const step = Math.max(SCALE_UP_FACTOR * current, SCALE_UP_MINIMUM);
  if (desired < min) return limited(min, TOO_FEW);
  if (desired > Math.min(max, step)) return max > step ? limited(step, TOO_FAST) : limited(max, TOO_MANY);
  return withinRange(desired);
}

/** By the rules for growing and for shrinking. */
export function limitRate(
  { current, desired, min, max }: Wish,
  rules: { readonly scaleUp?: HPAScalingRules; readonly scaleDown?: HPAScalingRules },
  history: ScalingHistory,
  nowMs: number,
): Limited {
  if (desired > current) {
    const most = Math.max(current, scaleUpLimit(current, rules.scaleUp, history, nowMs));
    if (desired > Math.min(max, most)) return max > most ? limited(most, TOO_FAST) : limited(max, TOO_MANY);
  } else if (desired < current) {
    const least = Math.min(current, scaleDownLimit(current, rules.scaleDown, history, nowMs));
    if (desired < Math.max(min, least)) return min < least ? limited(least, TOO_FAST_DOWN) : limited(min, TOO_FEW);
  }
  return withinRange(desired);
}

function scaleUpLimit(
  current: number,
  rules: HPAScalingRules | undefined,
  history: ScalingHistory,
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  // Rounded up: a small percentage of few replicas must not keep them from growing for ever.
  const proposals = proposalsOf(current, rules, history, nowMs, { sign: 1, round: Math.ceil });
  return rules?.selectPolicy === 'Min' ? Math.min(MAX_REPLICAS, ...proposals) : Math.max(-MAX_REPLICAS, ...proposals);
}

function scaleDownLimit(
  current: number,
  rules: HPAScalingRules | undefined,
  history: ScalingHistory,
  nowMs: number,
): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = proposalsOf(current, rules, history, nowMs, { sign: -1, round: Math.trunc });
  // The smallest change leaves the most replicas.
  return rules?.selectPolicy === 'Min' ? Math.max(-MAX_REPLICAS, ...proposals) : Math.min(MAX_REPLICAS, ...proposals);
}

interface Direction {
  readonly sign: 1 | -1;
  round(replicas: number): number;
}

/** How far each policy lets it go from what it was at the beginning of the policy's period. */
function proposalsOf(
  current: number,
  rules: HPAScalingRules | undefined,
  history: ScalingHistory,
  nowMs: number,
  { sign, round }: Direction,
): number[] {
  return (rules?.policies ?? []).map(({ type, value, periodSeconds }: HPAScalingPolicy) => {
    const start = current - history.gained(periodSeconds, nowMs);
    return type === 'Pods' ? start + sign * value : round(start * (1 + (sign * value) / 100));
  });
}
