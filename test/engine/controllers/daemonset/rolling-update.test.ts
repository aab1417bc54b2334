import type { DaemonSet } from '../../../../lib/engine/apimachinery/api/apps-v1';
import type { Node, Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { podsByNode } from '../../../../lib/engine/controllers/daemonset/daemon-pods';
import type { Changes } from '../../../../lib/engine/controllers/daemonset/placement';
import { rollingUpdate } from '../../../../lib/engine/controllers/daemonset/rolling-update';

/** `old-1`, `new-2!`: of which template, on which node, and whether it is unavailable. */
function pod(text: string): Pod {
  const [, version, node] = /^(old|new)-(\d)/.exec(text)!;
  const labels = { version, ...(text.endsWith('!') ? { unavailable: 'yes' } : {}) };
  return { metadata: { name: text, labels }, spec: { nodeName: `node-${node}` } } as unknown as Pod;
}

function update(strategy: object, pods: readonly string[], left: readonly string[] = []): [string[], string[]] {
  const daemonSet = { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: strategy } } };
  const nodes = [1, 2, 3, 4].map((number) => ({ metadata: { name: `node-${number}` } }) as Node);
  const changes: Changes = rollingUpdate({
    daemonSet: daemonSet as DaemonSet,
    nodes,
    pods: podsByNode(pods.map(pod)),
    fit: ({ metadata }) => ({ shouldRun: !left.includes(metadata.name), shouldContinue: true }),
    isUpdated: ({ metadata }) => metadata.labels!['version'] === 'new',
    isAvailable: ({ metadata }) => metadata.labels!['unavailable'] === undefined,
  });
  return [[...changes.create], changes.delete.map(({ metadata }) => metadata.name)];
}

describe('rollingUpdate', () => {
  test('takes away as many old pods as may be missing', () => {
    const pods = ['old-1', 'old-2', 'old-3', 'old-4'];
    expect(update({ maxUnavailable: 2 }, pods)).toEqual([[], ['old-1', 'old-2']]);
    expect(update({ maxUnavailable: '30%' }, pods)).toEqual([[], ['old-1', 'old-2']]);
    expect(update({ maxUnavailable: 0, maxSurge: 0 }, pods)).toEqual([[], ['old-1']]);
  });

  test('counts what is missing already, and takes away at once what nobody misses', () => {
    expect(update({ maxUnavailable: 2 }, ['new-1!', 'old-2', 'old-3', 'old-4'])).toEqual([[], ['old-2']]);
    expect(update({ maxUnavailable: 1 }, ['old-1', 'old-2!', 'old-3!', 'old-4'])).toEqual([[], ['old-2!', 'old-3!']]);
    expect(update({ maxUnavailable: 1 }, ['old-1', 'old-2', 'old-3'])).toEqual([[], []]);
  });

  test('surges beside old pods, and takes each away once the new one beside it is available', () => {
    const strategy = { maxSurge: 2, maxUnavailable: 0 };
    expect(update(strategy, ['old-1', 'old-2', 'old-3', 'old-4'])).toEqual([['node-1', 'node-2'], []]);
    expect(update(strategy, ['old-1', 'new-1', 'old-2', 'new-2!', 'old-3', 'old-4'])).toEqual([['node-3'], ['old-1']]);
    expect(update(strategy, ['old-1!', 'old-2!', 'old-3!', 'old-4'])).toEqual([
      ['node-1', 'node-2', 'node-3', 'node-4'],
      [],
    ]);
  });

  test('a pod on a node that it should leave stays until there are enough elsewhere', () => {
    const strategy = { maxSurge: 1, maxUnavailable: 0 };
    expect(update(strategy, ['old-1', 'new-2', 'new-3', 'new-4!'], ['node-1'])).toEqual([[], []]);
    expect(update(strategy, ['old-1', 'new-2', 'new-3', 'new-4'], ['node-1'])).toEqual([[], ['old-1']]);
  });
});
