/** What one look at a pod came to, small enough to be kept. */
import type { NodeRefusal } from '../fit-error';
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

/** The most frequent first. */
export function groupRefusals(refusals: Iterable<readonly [string, NodeRefusal]>): readonly RefusedNodes[] {
  const groups = new Map<string, { plugin: string; reasons: readonly string[]; count: number; examples: string[] }>();
  for (const [node, { plugin, reasons }] of refusals) {
    const key = `${plugin} ${reasons.join(', ')}`;
    const group = groups.get(key) ?? { plugin, reasons, count: 0, examples: [] };
    groups.set(key, group);
    group.count++;
    if (group.examples.length < EXAMPLES) group.examples.push(node);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** Of equals the first. */
export function bestScores({ nodes, totals, byPlugin }: NodeScores): readonly ScoredNode[] {
  const best: number[] = [];
  totals.forEach((total, index) => {
    if (best.length === BEST && total <= totals[best[BEST - 1]!]!) return;
    const place = best.findIndex((other) => totals[other]! < total);
    best.splice(place < 0 ? best.length : place, 0, index);
    if (best.length > BEST) best.pop();
  });
  return best.map((index) => ({
    node: nodes[index]!.name,
    points: Object.fromEntries(byPlugin.map(({ name, points }) => [name, points[index]!])),
    total: totals[index]!,
  }));
}
