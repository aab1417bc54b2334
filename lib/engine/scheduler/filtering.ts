/**
 * Runs the filters of a profile: for all nodes, and for one node with and without the pods that are nominated to it.
 *
 * Upstream: pkg/scheduler/schedule_one.go (findNodesThatFitPod), framework/runtime/framework.go (RunFilterPluginsWithNominatedPods)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { Diagnosis } from './fit-error';
import type { CycleState, Plugin, PreFilterAnswer, Refusal } from './framework';
import { podInfoOf, type NodeInfo } from './node-info';

const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** Pods that preemption has made room for, by the node that they wait for. */
export type NominatedPods = (nodeName: string) => readonly Pod[];

export interface FilterResult {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
  /** How many nodes were looked at. */
  readonly looked: number;
}

/** A refusal and who refused. */
interface PluginRefusal {
  readonly refusal: Refusal;
  readonly plugin: string;
}

export class Filtering {
  /** Filters that have something to say about the pod. */
  #active: readonly Plugin[] = [];

  constructor(
    private readonly plugins: readonly Plugin[],
    private readonly nominated: NominatedPods,
  ) {}

  /** Looks at the nodes from a position on, in turn, until enough are found. */
  run(state: CycleState, pod: Pod, from: number): FilterResult {
    const all = state.snapshot.nodes();
    const answers = this.#preFilter(state, pod);
    if ('refused' in answers) {
      const { refusal, plugin } = answers.refused;
      const refusals = new Map(all.map(({ name }) => [name, refusal] as const));
      const diagnosis = { nodeCount: all.length, refusals, preFilter: refusal, plugins: new Set([plugin]) };
      return { feasible: [], diagnosis, looked: 0 };
    }
    const { nodeNames } = answers;
    const candidates = nodeNames ? all.filter(({ name }) => nodeNames.has(name)) : all;
    return this.#filterNodes(state, pod, candidates, { from, nodeCount: all.length, by: answers.by });
  }

  #filterNodes(
    state: CycleState,
    pod: Pod,
    candidates: readonly NodeInfo[],
    search: { readonly from: number; readonly nodeCount: number; readonly by: ReadonlySet<string> },
  ): FilterResult {
    const enough = feasibleNodesToFind(candidates.length);
    const feasible: NodeInfo[] = [];
    const refusals = new Map<string, Refusal>();
    const plugins = new Set<string>(search.by);
    let looked = 0;
    for (; looked < candidates.length && feasible.length < enough; looked++) {
      const node = candidates[(search.from + looked) % candidates.length]!;
      const refused = this.fits(state, pod, node);
      if (!refused) feasible.push(node);
      else {
        refusals.set(node.name, refused.refusal);
        plugins.add(refused.plugin);
      }
    }
    return { feasible, looked, diagnosis: { nodeCount: search.nodeCount, refusals, plugins } };
  }

  #preFilter(
    state: CycleState,
    pod: Pod,
  ):
    | { readonly refused: PluginRefusal }
    | { readonly nodeNames?: ReadonlySet<string>; readonly by: ReadonlySet<string> } {
    const active: Plugin[] = [];
    const by = new Set<string>();
    let nodeNames: ReadonlySet<string> | undefined;
    for (const plugin of this.plugins) {
      const answer: PreFilterAnswer = plugin.preFilter?.(state, pod) ?? {};
      if (answer.refusal) return { refused: { refusal: answer.refusal, plugin: plugin.name } };
      if (plugin.filter && !answer.skip) active.push(plugin);
      if (!answer.nodeNames) continue;
      by.add(plugin.name);
      const names: ReadonlySet<string> = answer.nodeNames;
      nodeNames = nodeNames ? new Set([...nodeNames].filter((name) => names.has(name))) : names;
    }
    this.#active = active;
    return { nodeNames, by };
  }

  /**
   * Undefined where the pod fits: both when the pods nominated to the node (of its priority or higher) get there first, and when they
   * do not.
   */
  fits(state: CycleState, pod: Pod, node: NodeInfo): PluginRefusal | undefined {
    const rivals = this.nominated(node.name).filter((other) => isRival(other, pod));
    if (rivals.length > 0) {
      const crowded = node.clone();
      for (const rival of rivals) this.addPod(state, pod, rival, crowded);
      const refused = this.#filter(state, pod, crowded);
      for (const rival of rivals) this.removePod(state, pod, rival, crowded);
      if (refused) return refused;
    }
    return this.#filter(state, pod, node);
  }

  /** Puts a pod on a node, for the sake of trying. */
  addPod(state: CycleState, pod: Pod, other: Pod, node: NodeInfo): void {
    node.addPod(other);
    for (const plugin of this.#active) plugin.podAdded?.(state, pod, podInfoOf(other), node);
  }

  removePod(state: CycleState, pod: Pod, other: Pod, node: NodeInfo): void {
    node.removePod(other);
    for (const plugin of this.#active) plugin.podRemoved?.(state, pod, podInfoOf(other), node);
  }

  /** The first refusal counts. */
  #filter(state: CycleState, pod: Pod, node: NodeInfo): PluginRefusal | undefined {
    for (const plugin of this.#active) {
      const refusal = plugin.filter!(state, pod, node);
      if (refusal) return { refusal, plugin: plugin.name };
    }
    return undefined;
  }
}

function isRival(other: Pod, pod: Pod): boolean {
  return other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod);
}

export function priorityOf({ spec }: Pod): number {
  return spec?.priority ?? 0;
}

/** Large clusters are not searched to the end: half of 100 nodes, less of more, at least 5 % and 100 nodes. */
function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}
