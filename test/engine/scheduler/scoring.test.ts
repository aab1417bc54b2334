import { Random } from '../../../lib/engine/random/random';
import { bestNodes, scoredNodes } from '../../../lib/engine/scheduler/explanation/decision';
import { Filtering } from '../../../lib/engine/scheduler/filtering';
import { CycleState } from '../../../lib/engine/scheduler/framework';
import { NominatedPods } from '../../../lib/engine/scheduler/nominated-pods';
import { bestOf, Scoring, type NodeScores } from '../../../lib/engine/scheduler/scoring';
import { Snapshot } from '../../../lib/engine/scheduler/snapshot';
import type { Node, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { node, on, pod } from './nodes-and-pods';
import { profile } from './profiles';

const ZONE = 'topology.kubernetes.io/zone';

function scored(nodes: readonly Node[], placed: readonly Pod[], asking: Pod): NodeScores {
  const snapshot = new Snapshot();
  for (const one of nodes) snapshot.putNode(one);
  for (const one of placed) snapshot.putPod(one);
  const own = profile();
  const { filters, feasible } = new Filtering(own, new NominatedPods()).run(new CycleState(snapshot), asking, 0);
  return new Scoring(own.score).run(filters!.cycle, feasible);
}

/** Points by plugin and node, weights included. */
function points(scores: NodeScores): Record<string, Record<string, number>> {
  return Object.fromEntries(
    scores.byPlugin.map(({ name, of }) => [
      name,
      Object.fromEntries(scores.nodes.map((info, index) => [info.name, of(index)])),
    ]),
  );
}

describe('Scoring', () => {
  test('points are compared among the nodes that fit, and weighted', () => {
    const taints = [{ key: 'x', effect: 'PreferNoSchedule' }];
    const { TaintToleration } = points(scored([node('a', { taints }), node('b')], [], pod('1')));
    expect(TaintToleration).toEqual({ a: 0, b: 300 });
    expect(points(scored([node('a'), node('b')], [], pod('1')))['TaintToleration']).toEqual({ a: 300, b: 300 });
  });

  test('of near and far a fraction is cut off after the quotient was taken', () => {
    const near = (weight: number, app: string): object => ({
      weight,
      podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } },
    });
    const affinity = {
      podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [near(29, 'x'), near(100, 'y')] },
    };
    const placed = [on('a', pod('1', { labels: { app: 'x' } })), on('b', pod('2', { labels: { app: 'y' } }))];
    const asking = pod('3', { spec: { affinity: affinity as NonNullable<Pod['spec']>['affinity'] } });
    // 100 * (29 / 100) is 28.999...
    expect(points(scored([node('a'), node('b'), node('c')], placed, asking))['InterPodAffinity']).toEqual({
      a: 28 * 2,
      b: 100 * 2,
      c: 0,
    });
  });

  test('nodes without a zone are one more zone for the weight of zones', () => {
    const asking = pod('4', { labels: { app: 'web' } });
    const placed = ['1', '2', '3'].map((name) => on('a', pod(name, { labels: { app: 'web' } })));
    const inZone = (name: string, zone: string): Node => node(name, { labels: { [ZONE]: zone } });
    const spread = (...nodes: readonly Node[]): number =>
      points(scored(nodes, placed, asking))['PodTopologySpread']!['b']!;
    // a: 3 * log(5) + 2 on the host and 3 * log(5) + 4 in its zone are 16; b: 2 + 4; none: 2. 100 * (16 + 2 - 6) / 16.
    expect(spread(inZone('a', 'x'), inZone('b', 'y'), node('none'))).toBe(150);
    // Two zones, no node without: 3 * log(4) + 2 and 3 * log(4) + 4 are 14; 100 * (14 + 6 - 6) / 14.
    expect(spread(inZone('a', 'x'), inZone('b', 'y'))).toBe(200);
  });

  test('the best nodes are kept with what each plugin gave them, equals in their order', () => {
    const nodes = Array.from({ length: 14 }, (_, number) => node(`node-${number}`, { cpu: number === 12 ? '8' : '4' }));
    const scores = scored(nodes, [], pod('1'));
    const best = scoredNodes(bestNodes(scores));
    expect(best.map(({ node: name }) => name)).toEqual([
      'node-12',
      ...Array.from({ length: 9 }, (_, number) => `node-${number}`),
    ]);
    for (const { points: own, total } of best) {
      expect(Object.values(own).reduce((sum, one) => sum + one, 0)).toBe(total);
    }
    expect(bestOf(scores, new Random(1)).name).toBe('node-12');
  });

  test('of equals one is drawn, each with the same chance', () => {
    const scores = scored([node('a'), node('b'), node('c')], [], pod('1'));
    const random = new Random(3);
    const drawn = { a: 0, b: 0, c: 0 } as Record<string, number>;
    for (let round = 0; round < 300; round++) drawn[bestOf(scores, random).name]!++;
    for (const count of Object.values(drawn)) expect(count).toBeGreaterThan(70);
  });
});
