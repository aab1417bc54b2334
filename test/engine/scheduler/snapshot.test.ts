import type { Node, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { selectorOfMap } from '../../../lib/engine/apimachinery/labels';
import { Random } from '../../../lib/engine/random/random';
import type { PodRule } from '../../../lib/engine/scheduler/counting/pod-groups';
import { affinityTermsOf } from '../../../lib/engine/scheduler/pod-affinity-terms';
import { Snapshot } from '../../../lib/engine/scheduler/snapshot';
import { node, on, pod, randomNode, randomPod } from './nodes-and-pods';

const ZONE = 'topology.kubernetes.io/zone';

const carts: PodRule = {
  key: 'carts',
  namespace: 'shop',
  requirements: selectorOfMap({ app: 'cart' }).requirements,
  matches: ({ labels, isLeaving }) => !isLeaving && labels['app'] === 'cart',
};
const everywhere: PodRule = { key: 'everywhere', requirements: [], matches: ({ labels }) => labels['app'] === 'web' };
const untainted = { key: 'untainted', includes: (info: { node: Node }) => !info.node.spec?.taints };

/** What a cluster of these nodes and pods looks like, worked out from nothing. */
class Model {
  readonly nodes = new Map<string, Node>();
  readonly pods = new Map<string, Pod>();

  #podsOn(name: string): Pod[] {
    return [...this.pods.values()].filter(({ spec }) => spec?.nodeName === name);
  }

  counts(rule: PodRule): Record<string, number> {
    const found: Record<string, number> = {};
    for (const name of this.nodes.keys()) {
      found[name] = this.#podsOn(name).filter(({ metadata }) => {
        const { namespace = '', labels = {}, deletionTimestamp } = metadata;
        if (rule.namespace !== undefined && rule.namespace !== namespace) return false;
        return rule.matches({ namespace, labels, isLeaving: deletionTimestamp !== undefined });
      }).length;
    }
    return found;
  }

  zoneSums(rule: PodRule, counts: (node: Node) => boolean): Record<string, number> {
    const onNode = this.counts(rule);
    const sums: Record<string, number> = {};
    for (const one of this.nodes.values()) {
      const zone = one.metadata.labels?.[ZONE];
      if (zone === undefined || !counts(one)) continue;
      sums[zone] = (sums[zone] ?? 0) + onNode[one.metadata.name]!;
    }
    return sums;
  }

  /** How many pods keep away from others, term by term. */
  avoiding(): Record<string, number> {
    const owners: Record<string, number> = {};
    for (const one of this.pods.values()) {
      if (!this.nodes.has(one.spec?.nodeName ?? '')) continue;
      for (const { key } of affinityTermsOf(one).requiredAntiAffinity) owners[key] = (owners[key] ?? 0) + 1;
    }
    return owners;
  }
}

/** The same, as the snapshot has kept it up to date. */
function countsOf(snapshot: Snapshot, rule: PodRule): Record<string, number> {
  const counts = snapshot.counted(rule);
  return Object.fromEntries(snapshot.nodes().map((info) => [info.name, counts.on(info)]));
}

function zoneSumsOf(snapshot: Snapshot, rule: PodRule, scope?: typeof untainted): Record<string, number> {
  const domains = snapshot.domains(ZONE, scope);
  const sums = snapshot.sumsOf(snapshot.counted(rule), domains);
  const found: Record<string, number> = {};
  for (const info of snapshot.nodes()) {
    const domain = domains.countedIndexOf(info);
    if (domain >= 0) found[info.labels[ZONE]!] = sums.of(domain);
  }
  expect(Object.keys(found)).toHaveLength(domains.size);
  return found;
}

function avoidingOf(snapshot: Snapshot): Record<string, number> {
  return Object.fromEntries(
    [...snapshot.termOwners.requiredAntiAffinity].map(({ term, owners }) => [term.key, owners.total]),
  );
}

/** Nodes and pods come, change and go; pods also to nodes that do not exist (yet), and to other nodes. */
function change(random: Random, model: Model, snapshot: Snapshot): void {
  const name = `node-${random.integer(6)}`;
  const uid = `pod-${random.integer(25)}`;
  const before = model.pods.get(uid);
  switch (random.integer(5)) {
    case 0: {
      const put = randomNode(random, name);
      model.nodes.set(name, put);
      snapshot.putNode(put);
      return;
    }
    case 1:
      model.nodes.delete(name);
      return snapshot.removeNode(name);
    case 2:
      model.pods.delete(uid);
      return before && snapshot.removePod(before);
    default: {
      const changed =
        before && random.chance(0.5) ? { ...before, status: { phase: 'Running' } } : randomPod(random, uid);
      const put = on(random.chance(0.7) ? (before?.spec?.nodeName ?? name) : name, changed);
      model.pods.set(uid, put);
      snapshot.putPod(put);
    }
  }
}

describe('Snapshot', () => {
  test.each([1, 2, 3, 4])('after each of many changes it counts as if it counted anew (seed %i)', (seed) => {
    const random = new Random(seed);
    const model = new Model();
    const snapshot = new Snapshot();
    for (let step = 0; step < 300; step++) {
      change(random, model, snapshot);
      expect(new Set(snapshot.nodes().map((info) => info.name))).toEqual(new Set(model.nodes.keys()));
      for (const rule of [carts, everywhere]) {
        expect(countsOf(snapshot, rule)).toEqual(model.counts(rule));
        expect(zoneSumsOf(snapshot, rule)).toEqual(model.zoneSums(rule, () => true));
        expect(zoneSumsOf(snapshot, rule, untainted)).toEqual(model.zoneSums(rule, ({ spec }) => !spec?.taints));
      }
      expect(avoidingOf(snapshot)).toEqual(model.avoiding());
    }
  });

  test('pods that came before their node are counted when it comes, and not once it is gone', () => {
    const snapshot = new Snapshot();
    snapshot.putPod(on('late', pod('a', { labels: { app: 'cart' } })));
    expect(snapshot.counted(carts).total).toBe(0);
    snapshot.putNode(node('late'));
    expect(snapshot.counted(carts).total).toBe(1);
    expect(snapshot.get('late')!.podCount).toBe(1);
    snapshot.removeNode('late');
    expect(snapshot.counted(carts).total).toBe(0);
  });

  test('a node that comes takes over nothing from one that is gone', () => {
    const snapshot = new Snapshot();
    snapshot.putNode(node('old', { labels: { [ZONE]: 'a' } }));
    snapshot.putPod(on('old', pod('a', { labels: { app: 'cart' } })));
    expect(zoneSumsOf(snapshot, carts)).toEqual({ a: 1 });
    snapshot.removeNode('old');
    snapshot.putNode(node('new', { labels: { [ZONE]: 'b' } }));
    expect(zoneSumsOf(snapshot, carts)).toEqual({ b: 0 });
    expect(snapshot.get('new')!.podCount).toBe(0);
  });

  test('it is known whether anybody who has a node is less important', () => {
    const snapshot = new Snapshot();
    const [low, high] = [
      on('a', pod('low', { spec: { priority: 1 } })),
      on('a', pod('high', { spec: { priority: 5 } })),
    ];
    for (const one of [low, high]) snapshot.putPod(one);
    expect(snapshot.hasPodsBelow(9)).toBe(false);
    snapshot.putNode(node('a'));
    expect([1, 2, 6].map((priority) => snapshot.hasPodsBelow(priority))).toEqual([false, true, true]);
    snapshot.putPod({ ...low, status: { phase: 'Running' } });
    snapshot.removePod(low);
    expect([2, 6].map((priority) => snapshot.hasPodsBelow(priority))).toEqual([false, true]);
  });

  test('images are counted node by node', () => {
    const snapshot = new Snapshot();
    const images = [{ names: ['web:1'], sizeBytes: 1 }];
    snapshot.putNode(node('a', { images }));
    snapshot.putNode(node('b', { images }));
    expect(snapshot.nodesWithImage('web:1')).toBe(2);
    snapshot.putNode(node('a'));
    snapshot.removeNode('b');
    expect(snapshot.nodesWithImage('web:1')).toBe(0);
  });
});
