import type { Node, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { Random } from '../../../lib/engine/random/random';
import { Filtering, type FilterResult } from '../../../lib/engine/scheduler/filtering';
import { fitErrorMessage } from '../../../lib/engine/scheduler/fit-error';
import { CycleState } from '../../../lib/engine/scheduler/framework';
import { NominatedPods } from '../../../lib/engine/scheduler/nominated-pods';
import { Preemption } from '../../../lib/engine/scheduler/preemption';
import type { Profile } from '../../../lib/engine/scheduler/profile';
import { Scoring } from '../../../lib/engine/scheduler/scoring';
import { Snapshot } from '../../../lib/engine/scheduler/snapshot';
import { node, on, pod, randomNode, randomPod } from './nodes-and-pods';
import { profile } from './profiles';

const teams: Record<string, Record<string, string>> = { shop: {}, bank: {} };
const own = (): Profile => profile((namespace) => teams[namespace]);

function filtered(snapshot: Snapshot, filtering: Filtering, one: Pod, from = 0): FilterResult {
  return filtering.run(new CycleState(snapshot), one, from);
}

/** What the filters and scores say of a pod, as plain data. */
function outcome(snapshot: Snapshot, filtering: Filtering, one: Pod): object {
  const { feasible, filters, diagnosis } = filtered(snapshot, filtering, one);
  const scores = feasible.length > 1 ? new Scoring(own().score).run(filters!.cycle, feasible) : undefined;
  const points = scores?.byPlugin.map(({ name, of }) => [name, feasible.map((_node, index) => of(index))]);
  return {
    feasible: feasible.map(({ name }) => name),
    message: fitErrorMessage(diagnosis),
    refused: snapshot.nodes().map((info) => diagnosis.refusals.get(info)),
    totals: scores && [...scores.totals].map((total) => total + scores.inCommon),
    points,
  };
}

/** A cluster that changes, with all that the scheduler has kept of it since it began. */
class ChangingCluster {
  readonly nodes = new Map<string, Node>();
  readonly pods = new Map<string, Pod>();
  readonly snapshot = new Snapshot();
  readonly filtering = new Filtering(own(), new NominatedPods());

  constructor(private readonly random: Random) {}

  change(): void {
    const { random, nodes, pods, snapshot } = this;
    const name = `node-${random.integer(8)}`;
    const uid = `pod-${random.integer(30)}`;
    switch (random.integer(6)) {
      case 0:
        return this.putNode(randomNode(random, name));
      case 1:
        nodes.delete(name);
        return snapshot.removeNode(name);
      case 2: {
        const gone = pods.get(uid);
        pods.delete(uid);
        return gone && snapshot.removePod(gone);
      }
      case 3:
        teams['bank'] = random.chance(0.5) ? { team: 'money' } : {};
        return snapshot.namespacesChanged();
      default: {
        const put = on(name, randomPod(random, uid));
        pods.delete(uid);
        pods.set(uid, put);
        snapshot.putPod(put);
      }
    }
  }

  putNode(put: Node): void {
    this.nodes.set(put.metadata.name, put);
    this.snapshot.putNode(put);
  }

  /** The same cluster, of which nothing was kept; in the order in which the other looks at its nodes. */
  rebuilt(): Snapshot {
    const fresh = new Snapshot();
    for (const { name } of this.snapshot.nodes()) fresh.putNode(this.nodes.get(name)!);
    for (const one of this.pods.values()) fresh.putPod(one);
    return fresh;
  }
}

describe('Filtering', () => {
  test.each([1, 2, 3, 4, 5])('after each of many changes a pod fares as if nothing had been kept (seed %i)', (seed) => {
    const random = new Random(seed);
    const cluster = new ChangingCluster(random);
    for (let number = 0; number < 6; number++) cluster.putNode(randomNode(random, `node-${number}`));
    const asking = Array.from({ length: 6 }, (_, number) => randomPod(random, `asking-${number}`));
    for (let step = 0; step < 150; step++) {
      cluster.change();
      const one = random.pick(asking);
      const kept = outcome(cluster.snapshot, cluster.filtering, one);
      const anew = outcome(cluster.rebuilt(), new Filtering(own(), new NominatedPods()), one);
      expect(byName(kept, cluster.snapshot)).toEqual(byName(anew, cluster.rebuilt()));
    }
  });

  test('what preemption tries leaves nothing behind', () => {
    const random = new Random(7);
    const cluster = new ChangingCluster(random);
    for (let number = 0; number < 6; number++) cluster.putNode(randomNode(random, `node-${number}`));
    for (let step = 0; step < 40; step++) cluster.change();
    for (let step = 0; step < 60; step++) {
      cluster.change();
      const waiting = randomPod(random, `asking-${step}`);
      const one = { ...waiting, spec: { ...waiting.spec!, priority: 10 } };
      const before = outcome(cluster.snapshot, cluster.filtering, one);
      const { filters, diagnosis } = filtered(cluster.snapshot, cluster.filtering, one);
      new Preemption(() => []).run(cluster.snapshot, one, diagnosis, filters);
      const refusals = cluster.snapshot.nodes().map((info) => filters!.refusalOf(info));
      expect({ refused: refusals }).toMatchObject({ refused: (before as { refused: unknown[] }).refused });
      expect(outcome(cluster.snapshot, cluster.filtering, one)).toEqual(before);
    }
  });

  test('a large cluster is searched in turn, from where the last search ended, until enough nodes are found', () => {
    const snapshot = new Snapshot();
    for (let number = 0; number < 300; number++) snapshot.putNode(node(`node-${number}`));
    const names = (from: number, percentage: number): string[] => {
      const filtering = new Filtering(profile(undefined, percentage), new NominatedPods());
      return filtered(snapshot, filtering, pod('a'), from).feasible.map(({ name }) => name);
    };
    expect(names(0, 0)).toHaveLength(144); // 50 - 300 / 125 = 48 %
    expect(names(0, 10)).toHaveLength(100);
    expect(names(0, 100)).toHaveLength(300);
    expect(names(250, 0)[0]).toBe('node-250');
    expect(names(250, 0).at(-1)).toBe('node-93');
  });

  test('a pod that room was made for comes to that node, whatever else has become free', () => {
    const snapshot = new Snapshot();
    for (const name of ['a', 'b', 'c']) snapshot.putNode(node(name));
    const filtering = new Filtering(profile(), new NominatedPods());
    const waiting = pod('waiting', { nominatedTo: 'b' });
    expect(filtered(snapshot, filtering, waiting).feasible.map(({ name }) => name)).toEqual(['b']);
    snapshot.putNode({ ...node('b'), spec: { unschedulable: true } });
    expect(filtered(snapshot, filtering, waiting).feasible.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('room that was made for a pod is not there for others, unless these are more important', () => {
    const snapshot = new Snapshot();
    snapshot.putNode(node('a', { cpu: '1' }));
    const nominated = new NominatedPods();
    nominated.put(pod('waiting', { cpu: '1', nominatedTo: 'a', spec: { priority: 5 } }));
    const filtering = new Filtering(profile(), nominated);
    const asking = (priority: number): Pod => pod('other', { spec: { priority } });
    expect(fitErrorMessage(filtered(snapshot, filtering, asking(1)).diagnosis)).toBe(
      '0/1 nodes are available: 1 Insufficient cpu.',
    );
    expect(filtered(snapshot, filtering, asking(6)).feasible).toHaveLength(1);
    nominated.remove('waiting');
    expect(filtered(snapshot, filtering, asking(1)).feasible).toHaveLength(1);
  });
});

/** Nodes in an order of their own, so that another order of equal zones does not matter. */
function byName(one: object, snapshot: Snapshot): object {
  const order = snapshot.nodes().map((info) => info.name);
  const { feasible, refused, totals, points, message } = one as {
    feasible: string[];
    refused: unknown[];
    totals?: number[];
    points?: [string, number[]][];
    message: string;
  };
  return {
    message,
    refused: Object.fromEntries(order.map((name, index) => [name, refused[index]])),
    totals: totals && Object.fromEntries(feasible.map((name, index) => [name, totals[index]])),
    points: points?.map(([plugin, of]) => [
      plugin,
      Object.fromEntries(feasible.map((name, index) => [name, of[index]])),
    ]),
  };
}
