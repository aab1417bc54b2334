import type { ControllerRevision, DaemonSet } from '../../../lib/engine/apimachinery/api/apps-v1';
import type { Node } from '../../../lib/engine/apimachinery/api/core-v1';
import { template, World } from './world';

function world(nodes: number): World {
  const at = new World('daemonset-controller');
  for (let number = 1; number <= nodes; number++) at.addWorker(`node-${number}`, { pool: 'a' });
  at.pass(100);
  return at;
}

function create(at: World, more: object = {}): void {
  const selector = { matchLabels: { app: 'web' } };
  at.create('daemonsets', 'apps', 'agent', { spec: { selector, template: template('agent:1'), ...more } });
}

function status(at: World): DaemonSet['status'] {
  return at.get<DaemonSet>('daemonsets', 'apps', 'agent').status;
}

function setImage(at: World, image: string): void {
  at.client.resource('daemonsets', 'apps').patch('agent', 'default', 'merge', { spec: { template: template(image) } });
}

function changeNode(at: World, name: string, body: object): void {
  at.client.resource<Node>('nodes').patch(name, '', 'merge', body);
}

function placed(at: World): string[] {
  return at
    .pods()
    .map(({ spec }) => `${spec!.nodeName} ${spec!.containers[0]!.image}`)
    .sort();
}

describe('DaemonSetController', () => {
  test('keeps one pod on each node, also on one that joins', () => {
    const at = world(2);
    create(at);
    at.pass(5_000);
    expect(placed(at)).toEqual(['node-1 agent:1', 'node-2 agent:1']);
    at.addWorker('node-3');
    at.pass(5_000);
    expect(status(at)).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      updatedNumberScheduled: 3,
      observedGeneration: 1,
    });
  });

  test('follows labels and taints of nodes: NoSchedule leaves a pod where it is, NoExecute takes it away', () => {
    const at = world(3);
    const nodeSelector = { pool: 'a' };
    const { spec } = template('agent:1') as { spec: object };
    create(at, { template: { ...template('agent:1'), spec: { ...spec, nodeSelector } } });
    at.pass(5_000);
    changeNode(at, 'node-1', { metadata: { labels: { pool: 'b' } } });
    changeNode(at, 'node-2', { spec: { taints: [{ key: 'mine', effect: 'NoSchedule' }] } });
    at.pass(5_000);
    expect(placed(at)).toEqual(['node-2 agent:1', 'node-3 agent:1']);
    expect(status(at)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
    changeNode(at, 'node-2', { spec: { taints: [{ key: 'mine', effect: 'NoExecute' }] } });
    at.pass(5_000);
    expect(placed(at)).toEqual(['node-3 agent:1']);
  });

  test('rolls an update over the nodes, never more of them without a pod than maxUnavailable', () => {
    const at = world(5);
    create(at, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } } });
    at.pass(5_000);
    setImage(at, 'agent:2');
    let fewest = 5;
    for (let step = 0; step < 100; step++) {
      at.pass(100);
      fewest = Math.min(fewest, status(at)!.numberAvailable ?? 0);
    }
    expect(placed(at)).toEqual([1, 2, 3, 4, 5].map((number) => `node-${number} agent:2`));
    expect(fewest).toBe(3);
  });

  test('surges: the old pod goes once the new one beside it is available', () => {
    const at = world(2);
    create(at, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    at.pass(5_000);
    setImage(at, 'agent:2');
    at.pass(500);
    expect(placed(at)).toEqual(['node-1 agent:1', 'node-1 agent:2', 'node-2 agent:1']);
    at.pass(10_000);
    expect(placed(at)).toEqual(['node-1 agent:2', 'node-2 agent:2']);
    expect(status(at)).toMatchObject({ numberAvailable: 2, updatedNumberScheduled: 2 });
  });

  test('stops an update whose pods do not become ready', () => {
    const at = world(3);
    at.breakImage('agent:2');
    create(at);
    at.pass(5_000);
    setImage(at, 'agent:2');
    at.pass(60_000);
    expect(placed(at).filter((pod) => pod.endsWith('agent:2'))).toHaveLength(1);
    expect(status(at)).toMatchObject({ numberUnavailable: 1, updatedNumberScheduled: 1 });
  });

  test('replaces pods that fail, after longer and longer waits', () => {
    const at = world(1);
    create(at);
    const lives: number[] = [];
    for (let failure = 0; failure < 4; failure++) {
      at.pass(1_500);
      const [pod] = at.pods();
      const since = at.cluster.clock.now();
      at.end(pod!, 'Failed');
      while (at.pods().some(({ metadata }) => metadata.uid === pod!.metadata.uid)) at.pass(100);
      lives.push(Math.round((at.cluster.clock.now() - since) / 1_000));
    }
    expect(lives[0]).toBe(0);
    expect(lives[3]).toBeGreaterThanOrEqual(2);
    expect(at.eventTexts().filter((text) => text.startsWith('FailedDaemonPod: Found failed daemon pod'))).not.toEqual(
      [],
    );
  });

  test('keeps as many old revisions as it may', () => {
    const at = world(1);
    create(at, { revisionHistoryLimit: 1 });
    for (const image of ['agent:2', 'agent:3', 'agent:2']) {
      at.pass(5_000);
      setImage(at, image);
    }
    at.pass(5_000);
    const revisions = at.list<ControllerRevision>('controllerrevisions', 'apps');
    expect(revisions.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([3, 4]);
    expect(placed(at)).toEqual(['node-1 agent:2']);
  });
});
