import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { formatTime } from '../../../../lib/engine/apimachinery/time';
import type { PodMetricsInfo } from '../../../../lib/engine/controllers/horizontal-pod-autoscaler/pod-metrics';
import { ReplicaCalculator } from '../../../../lib/engine/controllers/horizontal-pod-autoscaler/replica-calculator';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const calculator = new ReplicaCalculator(
  { tolerance: 0.1, cpuInitializationPeriodMs: 5 * MINUTE, initialReadinessDelayMs: 30_000 },
  () => NOW,
);

interface Look {
  readonly phase?: string;
  readonly ready?: boolean;
  readonly startedMs?: number;
  readonly changedMs?: number;
  readonly request?: string;
  readonly going?: boolean;
}

function pod(name: string, look: Look = {}): Pod {
  const { phase = 'Running', ready = true, startedMs = NOW - 60 * MINUTE, changedMs = startedMs, going } = look;
  const { request = '100m' } = look;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: formatTime(startedMs),
      ...(going ? { deletionTimestamp: formatTime(NOW) } : {}),
    },
    spec: { containers: [{ name: 'app', resources: request === '' ? {} : { requests: { cpu: request } } }] },
    status: {
      phase,
      startTime: formatTime(startedMs),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(changedMs) }],
    },
  };
}

/** Thousandths by name, measured just now. */
function using(values: Readonly<Record<string, number>>): PodMetricsInfo {
  return new Map(Object.entries(values).map(([name, value]) => [name, { value, timestampMs: NOW, windowMs: 15_000 }]));
}

const percent = (current: number, target: number, pods: readonly Pod[], metrics: PodMetricsInfo) =>
  calculator.byUtilization(current, target, 'cpu', '', pods, metrics);

describe('ReplicaCalculator, by utilization', () => {
  const three = [pod('a'), pod('b'), pod('c')];

  test('the ratio of use and target, rounded up, is what is asked for', () => {
    expect(percent(3, 50, three, using({ a: 90, b: 60, c: 60 }))).toEqual({
      replicas: 5,
      usage: 70,
      utilization: 70,
    });
  });

  test('a ratio within the tolerance changes nothing', () => {
    expect(percent(3, 50, three, using({ a: 54, b: 54, c: 54 })).replicas).toBe(3);
    expect(percent(3, 50, three, using({ a: 56, b: 56, c: 56 })).replicas).toBe(4);
  });

  test('a pod without metrics counts as idle for growing, as fully used for shrinking', () => {
    const four = [...three, pod('d')];
    expect(percent(4, 50, four, using({ a: 90, b: 60, c: 60 })).replicas).toBe(4);
    expect(percent(4, 50, four, using({ a: 10, b: 10, c: 10 })).replicas).toBe(3);
  });

  test('pending pods count as idle for growing, and not at all for shrinking', () => {
    const four = [...three, pod('d', { phase: 'Pending', ready: false })];
    expect(percent(4, 50, four, using({ a: 100, b: 100, c: 100 })).replicas).toBe(6);
    expect(percent(4, 50, four, using({ a: 10, b: 10, c: 10 })).replicas).toBe(1);
  });

  test('guesses never turn the direction', () => {
    const pods = [pod('a'), pod('b'), pod('c'), pod('d')];
    expect(percent(4, 50, pods, using({ a: 60 })).replicas).toBe(4);
  });

  test('pods that go or have failed count for nothing', () => {
    const pods = [pod('a'), pod('b', { going: true }), pod('c', { phase: 'Failed' })];
    expect(percent(1, 50, pods, using({ a: 100, b: 1000, c: 1000 }))).toMatchObject({ replicas: 2, utilization: 100 });
  });

  test('what a young pod burns while it is not ready is not believed', () => {
    const young = pod('b', { ready: false, startedMs: NOW - MINUTE });
    const soon = pod('b', { startedMs: NOW - MINUTE, changedMs: NOW - 5_000 });
    const settled = pod('b', { startedMs: NOW - MINUTE, changedMs: NOW - 20_000 });
    const metrics = using({ a: 50, b: 500 });
    expect(percent(2, 50, [pod('a'), young], metrics).utilization).toBe(50);
    expect(percent(2, 50, [pod('a'), soon], metrics).utilization).toBe(50);
    expect(percent(2, 50, [pod('a'), settled], metrics).utilization).toBe(275);
  });

  test('an old pod that was ready once is believed while it is not', () => {
    const startedMs = NOW - 60 * MINUTE;
    const never = pod('b', { ready: false, startedMs, changedMs: startedMs + 10_000 });
    const once = pod('b', { ready: false, startedMs, changedMs: startedMs + 40_000 });
    const metrics = using({ a: 50, b: 500 });
    expect(percent(2, 50, [pod('a'), never], metrics).utilization).toBe(50);
    expect(percent(2, 50, [pod('a'), once], metrics).utilization).toBe(275);
  });

  test.each([
    ['no pods', [], using({ a: 1 }), 'no pods returned by selector while calculating replica count'],
    [
      'nobody ready',
      [pod('a', { phase: 'Pending' })],
      using({ a: 1 }),
      'did not receive metrics for targeted pods (pods might be unready)',
    ],
    ['no request', [pod('a', { request: '' })], using({ a: 1 }), 'missing request for cpu in container app of Pod a'],
  ])('says what is wrong: %s', (_what, pods, metrics, message) => {
    expect(() => percent(1, 50, pods, metrics)).toThrow(message);
  });
});

describe('ReplicaCalculator, by other measures', () => {
  test('an average of a metric: missing pods are at the target for shrinking', () => {
    const pods = [pod('a'), pod('b'), pod('c')];
    expect(calculator.byAverage(3, 10_000, '', pods, using({ a: 2_000, b: 2_000 }))).toEqual({
      replicas: 2,
      usage: 2_000,
    });
  });

  test('a value against its target: by the pods that are ready', () => {
    const pods = [pod('a'), pod('b'), pod('c', { ready: false })];
    expect(calculator.byValue(3, 30_000, 10_000, pods).replicas).toBe(6);
    expect(calculator.byValue(3, 10_500, 10_000, pods).replicas).toBe(3);
  });

  test('a value brings replicas back from nothing', () => {
    expect(calculator.byValue(0, 25_000, 10_000, []).replicas).toBe(3);
  });

  test('so much of a value for each pod', () => {
    expect(calculator.byValuePerPod(3, 50_000, 10_000)).toEqual({ replicas: 5, usage: 16_667 });
    expect(calculator.byValuePerPod(5, 52_000, 10_000).replicas).toBe(5);
  });
});
