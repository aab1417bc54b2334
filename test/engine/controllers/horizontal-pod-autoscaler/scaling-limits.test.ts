import type { HPAScalingRules } from '../../../../lib/engine/apimachinery/api/autoscaling-v2';
import { ScalingHistory } from '../../../../lib/engine/controllers/horizontal-pod-autoscaler/scaling-history';
import { limitRate, limitStep } from '../../../../lib/engine/controllers/horizontal-pod-autoscaler/scaling-limits';
import {
  stabilize,
  stabilizeByRules,
} from '../../../../lib/engine/controllers/horizontal-pod-autoscaler/stabilization';

const NOW = 1_000_000;

describe('limitStep', () => {
  test.each([
    [1, 9, 4, 'ScaleUpLimit'],
    [5, 30, 10, 'ScaleUpLimit'],
    [5, 30, 8, 'TooManyReplicas', 8],
    [5, 0, 2, 'TooFewReplicas'],
    [5, 7, 7, 'DesiredWithinRange'],
  ])('from %i, wanting %i, gives %i: %s', (current, desired, replicas, reason, max = 20) => {
    expect(limitStep({ current, desired, min: 2, max })).toMatchObject({ replicas, reason });
  });
});

describe('limitRate', () => {
  const rules: HPAScalingRules = {
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  };
  const wish = { current: 10, desired: 50, min: 1, max: 100 };

  test('what came within the period counts as a part of the step', () => {
    const history = new ScalingHistory();
    history.scaled(8, 10, rules, NOW - 5_000);
    expect(limitRate(wish, { scaleUp: rules }, history, NOW)).toMatchObject({ replicas: 16, reason: 'ScaleUpLimit' });
    expect(limitRate(wish, { scaleUp: rules }, history, NOW + 20_000).replicas).toBe(20);
  });

  test('Min takes the policy that changes least', () => {
    const least = { ...rules, selectPolicy: 'Min' };
    expect(limitRate(wish, { scaleUp: least }, new ScalingHistory(), NOW).replicas).toBe(14);
    const down = { ...wish, desired: 1 };
    expect(limitRate(down, { scaleDown: least }, new ScalingHistory(), NOW).replicas).toBe(6);
    expect(limitRate(down, { scaleDown: rules }, new ScalingHistory(), NOW)).toMatchObject({
      replicas: 1,
      reason: 'DesiredWithinRange',
    });
  });

  test('Disabled allows no step', () => {
    const off = { ...rules, selectPolicy: 'Disabled' };
    expect(limitRate(wish, { scaleUp: off }, new ScalingHistory(), NOW)).toMatchObject({
      replicas: 10,
      reason: 'ScaleUpLimit',
    });
  });

  test('the limits of the autoscaler come before those of the policies', () => {
    const small = { ...wish, max: 12 };
    expect(limitRate(small, { scaleUp: rules }, new ScalingHistory(), NOW)).toMatchObject({
      replicas: 12,
      reason: 'TooManyReplicas',
    });
  });
});

describe('stabilize', () => {
  test('shrinking waits until the highest recommendation is older than the window', () => {
    const history = new ScalingHistory();
    history.recordInitial(6, NOW);
    expect(stabilize(history, 2, 300_000, NOW + 1_000).replicas).toBe(6);
    expect(stabilize(history, 2, 300_000, NOW + 300_000).replicas).toBe(6);
    expect(stabilize(history, 2, 300_000, NOW + 300_001).replicas).toBe(2);
  });

  test('a window for growing takes the lowest recommendation in it', () => {
    const history = new ScalingHistory();
    const rules = { scaleUp: { stabilizationWindowSeconds: 60 }, scaleDown: { stabilizationWindowSeconds: 0 } };
    history.recordInitial(2, NOW);
    const at = (desired: number, ms: number) =>
      stabilizeByRules(history, { current: 2, desired }, rules, 300_000, NOW + ms);
    expect(at(8, 15_000)).toMatchObject({ replicas: 2, reason: 'ScaleUpStabilized' });
    expect(at(6, 59_000).replicas).toBe(2);
    expect(at(7, 61_000).replicas).toBe(6);
  });
});
