import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { VirtualClock } from '../../../lib/engine/clock/clock';
import { SchedulingQueue } from '../../../lib/engine/scheduler/scheduling-queue';

function pod(name: string, priority = 0, gated = false): Pod {
  const metadata = {
    name,
    namespace: 'shop',
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2024-01-01T00:00:00Z',
  };
  const schedulingGates = gated ? [{ name: 'test/gate' }] : [];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], priority, schedulingGates } };
}

function world(): { readonly clock: VirtualClock; readonly queue: SchedulingQueue; take(): string | undefined } {
  const clock = new VirtualClock(0);
  const queue = new SchedulingQueue(
    clock,
    (plugins, event) => plugins.has('Ports') && event === 'PodDeleted',
    ({ spec }) => (spec?.schedulingGates?.length ?? 0) === 0,
    () => undefined,
  );
  return { clock, queue, take: () => queue.take()?.metadata.name };
}

describe('SchedulingQueue', () => {
  test('the higher priority comes first, then the older', () => {
    const { queue, take } = world();
    [pod('a'), pod('b', 5), pod('c')].forEach((one) => queue.put(one, true));
    expect([take(), take(), take(), take()]).toEqual(['b', 'a', 'c', undefined]);
  });

  test('a refused pod waits for a change that concerns who refused it, and for its back-off', () => {
    const { clock, queue, take } = world();
    queue.put(pod('a'), true);
    take();
    queue.giveBack('a', new Set(['Ports']));
    queue.happened('NodeLabel');
    clock.advanceTo(2_000);
    expect(take()).toBeUndefined();
    queue.happened('PodDeleted');
    expect(take()).toBe('a');
    queue.giveBack('a', new Set(['Ports']));
    queue.happened('PodDeleted');
    expect(take()).toBeUndefined();
    clock.advanceTo(4_000);
    expect(take()).toBe('a');
  });

  test('what happens while a pod is looked at is not lost', () => {
    const { clock, queue, take } = world();
    queue.put(pod('a'), true);
    take();
    queue.happened('PodDeleted');
    queue.giveBack('a', new Set(['Ports']));
    clock.advanceTo(1_000);
    expect(take()).toBe('a');
  });

  test('after five minutes a pod is tried again whatever happened', () => {
    const { clock, queue, take } = world();
    queue.put(pod('a'), true);
    take();
    queue.giveBack('a', new Set(['Ports']));
    clock.advanceTo(299_999);
    expect(take()).toBeUndefined();
    clock.advanceTo(300_000);
    expect(take()).toBe('a');
  });

  test('a pod with gates stays out until they are gone', () => {
    const { queue, take } = world();
    queue.put(pod('a', 0, true), true);
    expect(take()).toBeUndefined();
    queue.put(pod('a'), true);
    expect(take()).toBe('a');
  });

  test('of many that wait only those are woken whom a change concerns', () => {
    const { clock, queue, take } = world();
    for (const name of ['a', 'b', 'c', 'd']) queue.put(pod(name), true);
    for (const name of ['a', 'b', 'c', 'd']) {
      take();
      queue.giveBack(name, new Set(name === 'b' ? ['Zones'] : ['Zones', 'Ports']));
    }
    clock.advanceTo(2_000);
    queue.remove('c');
    queue.happened('PodDeleted');
    expect([take(), take(), take()]).toEqual(['a', 'd', undefined]);
    queue.giveBack('a', new Set(['Ports', 'Zones']));
    clock.advanceTo(10_000);
    queue.happened('PodDeleted');
    expect([take(), take()]).toEqual(['a', undefined]);
  });

  test('of those whom a change concerns only the ones stay that it cannot help', () => {
    const { clock, queue, take } = world();
    for (const name of ['a', 'b']) queue.put(pod(name), true);
    for (const name of ['a', 'b']) {
      take();
      queue.giveBack(name, new Set(['Ports']));
    }
    clock.advanceTo(2_000);
    queue.happened('PodDeleted', ({ metadata }) => metadata.name === 'b');
    expect([take(), take()]).toEqual(['b', undefined]);
  });
});
