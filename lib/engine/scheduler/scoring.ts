/**
 * Chooses among the nodes that fit: each plugin gives 0 to 100 points, its weight counts.
 *
 * Upstream: pkg/scheduler/schedule_one.go (prioritizeNodes, selectHost)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { Random } from '../random/random';
import type { CycleState } from './framework';
import type { NodeInfo } from './node-info';
import { PodClasses } from './pod-class';
import type { WeightedPlugin } from './profile';

/** The points of nodes that were compared, node by node in the same order everywhere. */
export interface NodeScores {
  readonly nodes: readonly NodeInfo[];
  readonly totals: readonly number[];
  /** Weights included. */
  readonly byPlugin: readonly { readonly name: string; readonly points: readonly number[] }[];
}

export class Scoring {
  readonly #classes = new PodClasses();

  constructor(private readonly plugins: readonly WeightedPlugin[]) {}

  run(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): NodeScores {
    const asked = this.plugins.filter(({ plugin: { score } }) => score && score.prepare?.(state, pod, nodes) !== false);
    const steady = asked.filter(({ plugin }) => plugin.traitsOf).map(({ plugin }) => plugin);
    const podClass = this.#classes.of(steady, pod);
    const known = nodes.map((node) =>
      node.points.get(podClass, () => steady.map(({ score }) => score!.of(state, pod, node))),
    );
    const totals = nodes.map(() => 0);
    const byPlugin = asked.map(({ plugin, weight }) => {
      const { name, score } = plugin;
      const place = steady.indexOf(plugin);
      const points = nodes.map((node, index) => (place < 0 ? score!.of(state, pod, node) : known[index]![place]!));
      score!.normalize?.(state, pod, points, nodes);
      for (let index = 0; index < points.length; index++) totals[index]! += points[index]! *= weight;
      return { name, points };
    });
    return { nodes, totals, byPlugin };
  }
}

/** One of those with the most points, by lot. */
export function bestOf({ nodes, totals }: NodeScores, random: Random): NodeInfo {
  const most = totals.reduce((highest, total) => Math.max(highest, total), -Infinity);
  return random.pick(nodes.filter((_node, index) => totals[index] === most));
}
