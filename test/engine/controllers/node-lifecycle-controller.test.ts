import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';
import { NodeWorld } from './node-world';

const MINUTE = 60_000;

/** Nodes of one zone, and as many as are wanted of another. */
function world(count: number, others = 0): NodeWorld {
  const at = new NodeWorld('node-lifecycle-controller');
  for (let number = 1; number <= count; number++) at.addNode(`a-${number}`, 'zone-a');
  for (let number = 1; number <= others; number++) at.addNode(`b-${number}`, 'zone-b');
  at.pass(10_000);
  return at;
}

const readyOf = (at: NodeWorld, name: string): string | undefined =>
  at.node(name).status?.conditions?.find(({ type }) => type === 'Ready')?.status;

describe('NodeLifecycleController', () => {
  test('a node that renews its Lease stays, for an hour', () => {
    const at = world(2);
    at.pass(60 * MINUTE);
    expect([readyOf(at, 'a-1'), at.taints('a-1')]).toEqual(['True', []]);
  });

  test('a year of nodes that are well costs next to nothing, and the first silence is noticed all the same', () => {
    const controllers = new ControllerSelection(['node-lifecycle-controller']);
    const at = new Cluster({ nodes: 3, controllerManager: { controllers } });
    at.advance('2m');
    const before = at.clock.executed;
    at.advance('8760h');
    expect(at.clock.executed - before).toBeLessThan(100);
    at.kubelets!.of('node-1')!.stop();
    at.advance('30s');
    const ready = (): string | undefined =>
      at.get('Node', 'node-1').status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect(ready()).toBe('True');
    at.advance('20s');
    expect(ready()).toBe('Unknown');
  });

  test('a silent node is noticed after 40 s, and its pods leave five minutes later', () => {
    const at = world(3);
    at.addPod('web', 'a-1');
    at.pass(5_000);
    at.silence('a-1');
    at.pass(35_000);
    expect(readyOf(at, 'a-1')).toBe('True');
    at.pass(20_000);
    expect(readyOf(at, 'a-1')).toBe('Unknown');
    expect(at.taints('a-1')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    const [pod] = at.pods();
    expect(pod!.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    at.pass(4 * MINUTE);
    expect(at.pods()[0]?.metadata.deletionTimestamp).toBeUndefined();
    at.pass(2 * MINUTE);
    expect(at.pods()).toEqual([]);
    expect(at.eventTexts()).toEqual(
      expect.arrayContaining([
        'RegisteredNode: Node a-1 event: Registered Node a-1 in Controller',
        'NodeNotReady: Node a-1 status is now: NodeNotReady',
        'NodeNotReady: Node is not ready',
        'TaintManagerEviction: Marking for deletion Pod default/web',
      ]),
    );
  });

  test('in a zone that has failed altogether nodes are given up one every ten seconds', () => {
    const at = world(10, 3);
    at.silence(...Array.from({ length: 10 }, (_, index) => `a-${index + 1}`));
    at.pass(MINUTE);
    const before = at.givenUp();
    at.pass(30_000);
    expect(at.givenUp() - before).toBe(3);
  });

  test('of a small zone in which most nodes are silent none is given up', () => {
    const at = world(5, 3);
    at.silence('a-1', 'a-2', 'a-3');
    at.pass(5 * MINUTE);
    expect(readyOf(at, 'a-1')).toBe('Unknown');
    expect(at.givenUp()).toBe(0);
  });

  test('when no node at all is heard of nothing is given up; when some come back the others are, in their turn', () => {
    const at = world(3);
    at.silence('a-1', 'a-2', 'a-3');
    at.pass(10 * MINUTE);
    expect(at.givenUp()).toBe(0);
    at.wake('a-1', 'a-2');
    at.pass(2 * MINUTE);
    expect(at.givenUp()).toBe(1);
    expect(at.taints('a-3')).toContain('unreachable:NoExecute');
  });

  test('labels of older names follow the current ones', () => {
    const at = world(1);
    const labels = { 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'windows' };
    at.client.resource('nodes').patch('a-1', '', 'merge', { metadata: { labels } });
    at.pass(1_000);
    expect(at.node('a-1').metadata.labels?.['beta.kubernetes.io/os']).toBe('linux');
  });

  test('a pod that tolerates a taint for a while leaves after that while, unless the taint is lifted', () => {
    const at = world(1);
    const tolerations = [{ key: 'hold', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }];
    at.addPod('a', 'a-1', { tolerations });
    at.pass(1_000);
    const taint = (taints: unknown): void => {
      at.client.resource('nodes').patch('a-1', '', 'merge', { spec: { taints } });
    };
    taint([{ key: 'hold', effect: 'NoExecute' }]);
    at.pass(50_000);
    taint(null);
    at.pass(MINUTE);
    expect(at.get<Pod>('pods', '', 'a').metadata.deletionTimestamp).toBeUndefined();
    expect(at.eventTexts()).toContain('TaintManagerEviction: Cancelling deletion of Pod default/a');
    taint([{ key: 'hold', effect: 'NoExecute' }]);
    at.pass(70_000);
    expect(at.pods()).toEqual([]);
  });
});
