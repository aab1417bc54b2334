/**
 * Chooses among the nodes that fit: each plugin gives 0 to 100 points, its weight counts.
 *
 * Upstream: pkg/scheduler/schedule_one.go (prioritizeNodes, selectHost)
 */
import type { Random } from '../random/random';
import type { NodeScore, Plugin } from './framework';
import type { NodeInfo } from './node-info';
import type { Cycle } from './pod-filters';
import type { WeightedPlugin } from './profile';

/** The points of nodes that were compared, node by node in the same order everywhere, with weights; to be read before the next comparison. */
export interface NodeScores {
  readonly nodes: readonly NodeInfo[];
  /** Without what all have in common. */
  readonly totals: Float64Array;
  readonly inCommon: number;
  /** The highest of the totals, and how many are so high. */
  readonly most: number;
  readonly equals: number;
  readonly byPlugin: readonly PluginPoints[];
}

interface PluginPoints {
  readonly name: string;
  /** @param index of the node */
  of(index: number): number;
}

export class Scoring {
  /** Those whose points are kept for a class of pods. */
  readonly #steady: readonly WeightedPlugin[];
  /** Lists that are used again each time, those of the plugins by name. */
  readonly #slots = new Scratch((size) => new Int32Array(size));
  readonly #totals = new Scratch((size) => new Float64Array(size));
  readonly #points = new Map<string, Scratch<Float64Array>>();

  constructor(private readonly plugins: readonly WeightedPlugin[]) {
    this.#steady = plugins.filter(({ plugin }) => plugin.traitsOf);
    for (const { plugin } of plugins) this.#points.set(plugin.name, new Scratch((size) => new Float64Array(size)));
  }

  run(cycle: Cycle, nodes: readonly NodeInfo[]): NodeScores {
    const slots = this.#slots.ofSize(nodes.length);
    for (let index = 0; index < nodes.length; index++) slots[index] = nodes[index]!.slot;
    this.#askSteady(cycle, nodes, slots);
    const { sums } = cycle.podClass;
    const totals = this.#totals.ofSize(nodes.length);
    for (let index = 0; index < slots.length; index++) totals[index] = sums[slots[index]!]!;
    const byPlugin: PluginPoints[] = [];
    let inCommon = 0;
    for (const weighted of this.plugins) {
      const { plugin, weight } = weighted;
      const { name, score } = plugin;
      if (score!.prepare?.(cycle.state, cycle.pod, nodes) === false) continue;
      const kept = cycle.podClass.points[this.#steady.indexOf(weighted)];
      if (kept && !score!.normalize) {
        byPlugin.push({ name, of: (index) => kept[slots[index]!]! * weight });
        continue;
      }
      const points = kept ? this.#pointsAt(name, kept, slots) : this.#pointsOf(plugin, cycle, nodes);
      score!.normalize?.(cycle.state, cycle.pod, points, nodes);
      byPlugin.push({ name, of: (index) => points[points.length === 1 ? 0 : index]! * weight });
      if (points.length === 1) inCommon += points[0]! * weight;
      else for (let index = 0; index < points.length; index++) totals[index]! += points[index]! * weight;
    }
    return { nodes, totals, inCommon, ...mostPoints(totals), byPlugin };
  }

  /** Lets the steady scores give their points to nodes of which they are not known. */
  #askSteady({ state, pod, podClass }: Cycle, nodes: readonly NodeInfo[], slots: Int32Array): void {
    const { isScored, points, sums } = podClass;
    let scores: readonly (NodeScore | number)[] | undefined;
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index]!;
      if (isScored[slot] === 1) continue;
      isScored[slot] = 1;
      scores ??= this.#steady.map(({ plugin }) => plugin.score!.of(state, pod));
      sums[slot] = 0;
      for (let place = 0; place < scores.length; place++) {
        const score = scores[place]!;
        const { plugin, weight } = this.#steady[place]!;
        const own = typeof score === 'number' ? score : score(nodes[index]!);
        points[place]![slot] = own;
        if (!plugin.score!.normalize) sums[slot] += own * weight;
      }
    }
  }

  /** One number where all nodes have the same: that stays so whatever becomes of it. */
  #pointsAt(name: string, kept: Float64Array, slots: Int32Array): Float64Array {
    const scratch = this.#points.get(name)!;
    const first = kept[slots[0]!]!;
    const all = scratch.ofSize(slots.length);
    let isSame = true;
    for (let index = 0; index < slots.length; index++) {
      const own = kept[slots[index]!]!;
      all[index] = own;
      if (own !== first) isSame = false;
    }
    return isSame ? all.subarray(0, 1) : all;
  }

  /** The same of a plugin that has to be asked. */
  #pointsOf({ name, score }: Plugin, { state, pod }: Cycle, nodes: readonly NodeInfo[]): Float64Array {
    const scratch = this.#points.get(name)!;
    const given = score!.of(state, pod);
    if (typeof given === 'number') return scratch.ofSize(1).fill(given);
    const all = scratch.ofSize(nodes.length);
    for (let index = 0; index < nodes.length; index++) all[index] = given(nodes[index]!);
    return all;
  }
}

/** A list that is made once, and again when it is too small. */
class Scratch<List extends Int32Array | Float64Array> {
  #list: List | undefined;

  constructor(private readonly make: (size: number) => List) {}

  /** What was in it before may still be there. */
  ofSize(size: number): List {
    if (!this.#list || this.#list.length < size) this.#list = this.make(size);
    return this.#list.subarray(0, size) as List;
  }
}

/** One of those with the most points, by lot. */
export function bestOf({ nodes, totals, most, equals }: NodeScores, random: Random): NodeInfo {
  let left = random.integer(equals);
  let index = 0;
  while (totals[index] !== most || left-- > 0) index++;
  return nodes[index]!;
}

function mostPoints(totals: Float64Array): { readonly most: number; readonly equals: number } {
  let most = -Infinity;
  let equals = 0;
  for (let index = 0; index < totals.length; index++) {
    const total = totals[index]!;
    if (total > most) {
      most = total;
      equals = 1;
    } else if (total === most) equals++;
  }
  return { most, equals };
}
