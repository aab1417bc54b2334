/**
 * Chooses among the nodes that fit: each plugin gives 0 to 100 points, its weight counts.
 *
 * Upstream: pkg/scheduler/schedule_one.go (prioritizeNodes, selectHost)
 */
import type { Random } from '../random/random';
import type { NodeScore } from './framework';
import type { NodeInfo } from './node-info';
import type { SteadyPoints } from './pod-class';
import type { Cycle } from './pod-filters';
import type { WeightedPlugin } from './profile';

/** The points of nodes that were compared, node by node in the same order everywhere; weights are in them. */
export interface NodeScores {
  readonly nodes: readonly NodeInfo[];
  /** Without what all have in common. */
  readonly totals: readonly number[];
  readonly inCommon: number;
  readonly byPlugin: readonly PluginPoints[];
}

interface PluginPoints {
  readonly name: string;
  /** @param index of the node */
  of(index: number): number;
}

/** The points of a plugin: of each node, or one number for all of them. */
type Points = number[] | number;

export class Scoring {
  constructor(private readonly plugins: readonly WeightedPlugin[]) {}

  run(cycle: Cycle, nodes: readonly NodeInfo[]): NodeScores {
    const { state, pod } = cycle;
    const active = this.plugins.filter(({ plugin }) => plugin.score!.prepare?.(state, pod, nodes) !== false);
    const steady = active.filter(({ plugin }) => plugin.traitsOf);
    const rows = steadyPoints(cycle, steady, nodes);
    const totals = rows.map(({ sum }) => sum);
    let inCommon = 0;
    const byPlugin = active.map((weighted): PluginPoints => {
      const { plugin, weight } = weighted;
      const { name, score } = plugin;
      const place = steady.indexOf(weighted);
      if (place >= 0 && !score!.normalize) return { name, of: (index) => rows[index]!.points[place]! * weight };
      const points = place < 0 ? pointsOf(score!.of(state, pod), nodes) : column(rows, place);
      // What is the same for all stays so.
      const list = typeof points === 'number' ? [points] : points;
      score!.normalize?.(state, pod, list, nodes);
      if (typeof points === 'number') {
        const own = list[0]! * weight;
        inCommon += own;
        return { name, of: () => own };
      }
      for (let index = 0; index < list.length; index++) totals[index]! += list[index]! * weight;
      return { name, of: (index) => list[index]! * weight };
    });
    return { nodes, totals, inCommon, byPlugin };
  }
}

function pointsOf(score: NodeScore | number, nodes: readonly NodeInfo[]): Points {
  return typeof score === 'number' ? score : nodes.map(score);
}

function column(rows: readonly SteadyPoints[], place: number): Points {
  const first = rows[0]!.points[place]!;
  return rows.every(({ points }) => points[place] === first) ? first : rows.map(({ points }) => points[place]!);
}

/** What the plugins give to each node; only nodes that have changed are asked about. */
function steadyPoints(
  { state, pod, podClass }: Cycle,
  plugins: readonly WeightedPlugin[],
  nodes: readonly NodeInfo[],
): readonly SteadyPoints[] {
  let scores: readonly (NodeScore | number)[] | undefined;
  return nodes.map((node) => {
    const known = podClass.points.get(node);
    if (known) return known;
    scores ??= plugins.map(({ plugin }) => plugin.score!.of(state, pod));
    const points = scores.map((score) => (typeof score === 'number' ? score : score(node)));
    let sum = 0;
    plugins.forEach(({ plugin, weight }, place) => {
      if (!plugin.score!.normalize) sum += points[place]! * weight;
    });
    const row = { points, sum };
    podClass.points.set(node, row);
    return row;
  });
}

/** One of those with the most points, by lot. */
export function bestOf({ nodes, totals }: NodeScores, random: Random): NodeInfo {
  let most = -Infinity;
  let equals = 0;
  for (const total of totals) {
    if (total > most) {
      most = total;
      equals = 1;
    } else if (total === most) equals++;
  }
  let drawn = random.integer(equals);
  return nodes.find((_node, index) => totals[index] === most && drawn-- === 0)!;
}
