/**
 * Chooses among the nodes that fit: each plugin gives 0 to 100 points, its weight counts.
 *
 * Upstream: pkg/scheduler/schedule_one.go (prioritizeNodes, selectHost)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { Random } from '../random/random';
import type { CycleState } from './framework';
import type { NodeInfo } from './node-info';
import type { WeightedPlugin } from './profile';

/** A node's points: of each plugin, weighted, and together. */
export interface NodeScore {
  readonly node: NodeInfo;
  readonly points: Readonly<Record<string, number>>;
  readonly total: number;
}

export function scoreNodes(
  plugins: readonly WeightedPlugin[],
  state: CycleState,
  pod: Pod,
  nodes: readonly NodeInfo[],
): readonly NodeScore[] {
  const points: Record<string, number>[] = nodes.map(() => ({}));
  for (const { plugin, weight } of plugins) {
    const { name, score } = plugin;
    if (!score || score.prepare?.(state, pod, nodes) === false) continue;
    const scores = nodes.map((node) => score.of(state, pod, node));
    score.normalize?.(state, pod, scores, nodes);
    scores.forEach((one, index) => (points[index]![name] = one * weight));
  }
  return nodes.map((node, index) => {
    const own = points[index]!;
    return { node, points: own, total: Object.values(own).reduce((sum, one) => sum + one, 0) };
  });
}

/** One of those with the most points, by lot. */
export function bestOf(scores: readonly NodeScore[], random: Random): NodeInfo {
  const most = Math.max(...scores.map(({ total }) => total));
  return random.pick(scores.filter(({ total }) => total === most)).node;
}
