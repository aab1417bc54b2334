/**
 * The filters of a profile, ready to say of one pod which nodes it fits.
 *
 * Upstream: pkg/scheduler/framework/runtime/framework.go (RunFilterPlugins, RunFilterPluginsWithNominatedPods)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { unschedulable, type CycleState, type NodeFilter, type Plugin } from './framework';
import type { NodeInfo } from './node-info';
import { refusalBy, type NodeRefusal } from './node-refusals';
import type { NominatedPods } from './nominated-pods';
import type { PodClass } from './pod-class';

interface ActiveFilter {
  readonly plugin: Plugin;
  readonly refusalOf: NodeFilter;
}

/** What looks at one pod at one time. */
export interface Cycle {
  readonly state: CycleState;
  readonly pod: Pod;
  readonly podClass: PodClass;
}

/** An answer that can be kept: nothing is refused. */
const FITS: NodeRefusal = { ...unschedulable(), plugin: '' };

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
    this.#filters = plugins.map((plugin) => ({ plugin, refusalOf: plugin.filter!(cycle.state, cycle.pod) }));
    this.#steadyCount = steadyCount;
  }

  /**
   * Undefined where the pod fits: both when the pods nominated to the node (of its priority or higher) get there first, and when they
   * do not.
   */
  refusalOf(node: NodeInfo): NodeRefusal | undefined {
    if (!this.nominated.isEmpty) {
      const refused = this.#refusalWithRivals(node);
      if (refused) return refused;
    }
    return this.#firstRefusal(node);
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
    const refused = this.#firstRefusal(crowded);
    for (const rival of rivals) this.removePod(rival, crowded);
    return refused;
  }

  #firstRefusal(node: NodeInfo): NodeRefusal | undefined {
    const { verdicts } = this.cycle.podClass;
    let known = verdicts.get(node);
    if (known === undefined) {
      known = this.#ask(node, 0, this.#steadyCount) ?? FITS;
      verdicts.set(node, known);
    }
    return known === FITS ? this.#ask(node, this.#steadyCount, this.#filters.length) : known;
  }

  /** The first refusal counts. */
  #ask(node: NodeInfo, from: number, to: number): NodeRefusal | undefined {
    for (let index = from; index < to; index++) {
      const { plugin, refusalOf } = this.#filters[index]!;
      const refusal = refusalOf(node);
      if (refusal) return refusalBy(plugin.name, refusal);
    }
    return undefined;
  }
}
