/** What one look at a pod came to, small enough to be kept. */
import type { RefusalGroup } from '../node-refusals';
import type { NodeScores } from '../scoring';

const EXAMPLES = 3;
const BEST = 10;

/** Nodes that one plugin refused for the same reasons. */
export interface RefusedNodes {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly string[];
}

/** A node that fitted: its points of each plugin, weights included, and together. */
export interface ScoredNode {
  readonly node: string;
  readonly points: Readonly<Record<string, number>>;
  readonly total: number;
}

export interface Decision {
  readonly atMs: number;
  /** The node that was chosen; undefined where none was. */
  readonly nodeName?: string;
  /** As the pod's condition tells it; '' where a node was chosen. */
  readonly message: string;
  readonly refused: readonly RefusedNodes[];
  /** The best nodes; empty where there was no choice. */
  readonly scores: readonly ScoredNode[];
}

/** The best nodes as they are kept: few are ever asked for. */
export interface BestNodes {
  readonly nodes: readonly string[];
  readonly totals: readonly number[];
  readonly byPlugin: readonly { readonly name: string; readonly points: readonly number[] }[];
}

/** The most frequent first. */
export function refusedNodes(refusals: Iterable<RefusalGroup>): readonly RefusedNodes[] {
  const groups = new Map<string, { plugin: string; reasons: readonly string[]; count: number; examples: string[] }>();
  for (const { refusal, count, examples } of refusals) {
    const { plugin, reasons } = refusal;
    const key = `${plugin} ${reasons.join(', ')}`;
    const group = groups.get(key) ?? { plugin, reasons, count: 0, examples: [] };
    groups.set(key, group);
    group.count += count;
    group.examples.push(...examples.slice(0, EXAMPLES - group.examples.length));
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** Of equals the first. */
export function bestNodes(scores: NodeScores): BestNodes {
  const { nodes, totals, inCommon, byPlugin } = scores;
  const best = placesOfBest(scores);
  return {
    nodes: best.map((index) => nodes[index]!.name),
    totals: best.map((index) => totals[index]! + inCommon),
    byPlugin: byPlugin.map((plugin) => ({ name: plugin.name, points: best.map((index) => plugin.of(index)) })),
  };
}

function placesOfBest({ totals, most, equals }: NodeScores): readonly number[] {
  const best: number[] = [];
  for (let index = 0; index < totals.length; index++) {
    const total = totals[index]!;
    if (best.length === BEST && total <= totals[best[BEST - 1]!]!) continue;
    let place = best.length;
    while (place > 0 && totals[best[place - 1]!]! < total) place--;
    best.splice(place, 0, index);
    if (best.length > BEST) best.pop();
    if (equals >= BEST && best.length === BEST && totals[best[BEST - 1]!] === most) return best;
  }
  return best;
}

export function scoredNodes({ nodes, totals, byPlugin }: BestNodes): readonly ScoredNode[] {
  return nodes.map((node, index) => ({
    node,
    points: Object.fromEntries(byPlugin.map(({ name, points }) => [name, points[index]!])),
    total: totals[index]!,
  }));
}
