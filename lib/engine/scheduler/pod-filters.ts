/**
 * The filters of a profile, ready to say of one pod which nodes it fits.
 *
 * Upstream: pkg/scheduler/framework/runtime/framework.go (RunFilterPlugins, RunFilterPluginsWithNominatedPods)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { CycleState, NodeFilter, Plugin, Refusal } from './framework';
import type { NodeInfo } from './node-info';
import { refusalBy, type NodeRefusal } from './node-refusals';
import type { NominatedPods } from './nominated-pods';
import { FITS, REFUSED, type PodClass } from './pod-class';

interface ActiveFilter {
  readonly plugin: Plugin;
  readonly refusalOf: NodeFilter;
  /** What it said last, which is often what it says again. */
  last?: Refusal;
  lastNamed?: NodeRefusal;
}

/** What looks at one pod at one time. */
export interface Cycle {
  readonly state: CycleState;
  readonly pod: Pod;
  readonly podClass: PodClass;
}

export class PodFilters {
  readonly #filters: readonly ActiveFilter[];
  readonly #steadyCount: number;

  /**
   * @param plugins those that have something to say about the pod
   * @param steadyCount so many of them, the first ones, say the same of a node for all pods of the class
   */
  constructor(
    readonly cycle: Cycle,
    plugins: readonly Plugin[],
    steadyCount: number,
    private readonly nominated: NominatedPods,
  ) {
    this.#filters = plugins.map((plugin) => ({
      plugin,
      refusalOf: plugin.filter!(cycle.state, cycle.pod),
      last: undefined,
      lastNamed: undefined,
    }));
    this.#steadyCount = steadyCount;
  }

  /** What is kept for the class of the pod is all that there is to say. */
  get isSteady(): boolean {
    return this.#steadyCount === this.#filters.length && this.nominated.isEmpty;
  }

  /**
   * Undefined where the pod fits: both when the pods nominated to the node (of its priority or higher) get there first, and when they
   * do not.
   */
  refusalOf(node: NodeInfo): NodeRefusal | undefined {
    return this.#refusalWithRivals(node) ?? this.#ask(node, 0, this.#filters.length);
  }

  /** The same of a node of the snapshot; what was said before for such a pod is not asked again. */
  refusalOfKnown(node: NodeInfo, slot: number): NodeRefusal | undefined {
    const { verdicts, refusals } = this.cycle.podClass;
    const refused = this.nominated.isEmpty ? undefined : this.#refusalWithRivals(node);
    if (refused) return refused;
    const verdict = verdicts[slot] || this.#steadyVerdict(node);
    if (verdict === REFUSED) return refusals[slot];
    return this.#ask(node, this.#steadyCount, this.#filters.length);
  }

  /** What each filter that has something to say says, not only the first that refuses. */
  allRefusalsOf(node: NodeInfo): readonly NodeRefusal[] {
    return this.#filters.flatMap(({ plugin, refusalOf }) => {
      const refusal = refusalOf(node);
      return refusal ? [refusalBy(plugin.name, refusal)] : [];
    });
  }

  /** Puts a pod on a node, for the sake of trying. */
  addPod(other: Pod, node: NodeInfo): void {
    const { state, pod } = this.cycle;
    node.addPod(other);
    for (const { plugin } of this.#filters) plugin.podAdded?.(state, pod, other, node);
  }

  removePod(other: Pod, node: NodeInfo): void {
    const { state, pod } = this.cycle;
    node.removePod(other);
    for (const { plugin } of this.#filters) plugin.podRemoved?.(state, pod, other, node);
  }

  #refusalWithRivals(node: NodeInfo): NodeRefusal | undefined {
    const rivals = this.nominated.rivalsOn(node.name, this.cycle.pod);
    if (rivals.length === 0) return undefined;
    const crowded = node.clone();
    for (const rival of rivals) this.addPod(rival, crowded);
    const refused = this.#ask(crowded, 0, this.#filters.length);
    for (const rival of rivals) this.removePod(rival, crowded);
    return refused;
  }

  /** What the steady filters say of a node of the snapshot, which is kept. */
  #steadyVerdict(node: NodeInfo): number {
    const { verdicts, refusals } = this.cycle.podClass;
    const refusal = this.#ask(node, 0, this.#steadyCount);
    if (refusal) refusals[node.slot] = refusal;
    return (verdicts[node.slot] = refusal ? REFUSED : FITS);
  }

  /** The first refusal counts. */
  #ask(node: NodeInfo, from: number, to: number): NodeRefusal | undefined {
    for (let index = from; index < to; index++) {
      const filter = this.#filters[index]!;
      const refusal = filter.refusalOf(node);
      if (!refusal) continue;
      if (refusal !== filter.last) {
        filter.last = refusal;
        filter.lastNamed = refusalBy(filter.plugin.name, refusal);
      }
      return filter.lastNamed;
    }
    return undefined;
  }
}
