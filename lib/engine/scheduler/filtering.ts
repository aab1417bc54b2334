/**
 * Runs the filters of a profile: for all nodes, and for one node with and without the pods that are nominated to it.
 *
 * Upstream: pkg/scheduler/schedule_one.go (findNodesThatFitPod), framework/runtime/framework.go (RunFilterPluginsWithNominatedPods)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { quote } from '../apimachinery/go-text';
import type { Diagnosis, NodeRefusal } from './fit-error';
import { unschedulable, type CycleState, type Plugin, type PreFilterAnswer, type Refusal } from './framework';
import { podInfoOf, type NodeInfo } from './node-info';
import { PodClass, PodClasses } from './pod-class';
import type { Profile } from './profile';

const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** Pods that preemption has made room for, by the node that they wait for. */
export type NominatedPods = (nodeName: string) => readonly Pod[];

export interface FilterResult {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
  /** How many nodes were looked at. */
  readonly looked: number;
  /** Something went wrong, and the pod is not placed whatever the nodes. */
  readonly error?: string;
}

export class Filtering {
  /** Filters that have something to say about the pod. */
  #active: readonly Plugin[] = [];
  /** The first of them, whose answers for a node hold for all pods of one class, and the class of the pod. */
  #steady: readonly Plugin[] = [];
  #class = new PodClass();
  readonly #classes = new PodClasses();

  constructor(
    private readonly profile: Profile,
    private readonly nominated: NominatedPods,
  ) {}

  /** Looks at the nodes from a position on, in turn, until enough are found. */
  run(state: CycleState, pod: Pod, from: number): FilterResult {
    const all = state.snapshot.nodes();
    const answers = this.prepare(state, pod);
    if ('refused' in answers) {
      const { refused } = answers;
      if (refused.code === 'Error') {
        return nowhere(all.length, `running PreFilter plugin ${quote(refused.plugin)}: ${refused.reasons.join(', ')}`);
      }
      const refusals = new Map(all.map(({ name }) => [name, refused] as const));
      const plugins = new Set(refused.plugin === '' ? [] : [refused.plugin]);
      return { feasible: [], diagnosis: { nodeCount: all.length, refusals, preFilter: refused, plugins }, looked: 0 };
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
    const enough = feasibleNodesToFind(candidates.length, this.profile.percentageOfNodesToScore);
    const feasible: NodeInfo[] = [];
    const refusals = new Map<string, NodeRefusal>();
    const plugins = new Set<string>(search.by);
    let looked = 0;
    for (; looked < candidates.length && feasible.length < enough; looked++) {
      const node = candidates[(search.from + looked) % candidates.length]!;
      const refused = this.fits(state, pod, node);
      if (!refused) feasible.push(node);
      else if (refused.code === 'Error') {
        const error = `running ${quote(refused.plugin)} filter plugin: ${refused.reasons.join(', ')}`;
        return nowhere(search.nodeCount, error);
      } else {
        refusals.set(node.name, refused);
        plugins.add(refused.plugin);
      }
    }
    return { feasible, looked, diagnosis: { nodeCount: search.nodeCount, refusals, plugins } };
  }

  /** Lets the plugins look at the pod and the cluster as a whole; afterwards single nodes can be asked about. */
  prepare(
    state: CycleState,
    pod: Pod,
  ):
    { readonly refused: NodeRefusal } | { readonly nodeNames?: ReadonlySet<string>; readonly by: ReadonlySet<string> } {
    const skipping = new Set<Plugin>();
    const by = new Set<string>();
    let nodeNames: ReadonlySet<string> | undefined;
    for (const plugin of this.profile.preFilter) {
      const answer: PreFilterAnswer = plugin.preFilter?.(state, pod) ?? {};
      if (answer.refusal) return { refused: { ...answer.refusal, plugin: plugin.name } };
      if (answer.skip) skipping.add(plugin);
      if (!answer.nodeNames) continue;
      by.add(plugin.name);
      const names: ReadonlySet<string> = answer.nodeNames;
      nodeNames = nodeNames ? new Set([...nodeNames].filter((name) => names.has(name))) : names;
      if (nodeNames.size === 0) return { refused: contradiction([...by]) };
    }
    this.#active = this.profile.filter.filter((plugin) => !skipping.has(plugin));
    const other = this.#active.findIndex(({ traitsOf }) => !traitsOf);
    this.#steady = other < 0 ? this.#active : this.#active.slice(0, other);
    this.#class = this.#classes.of(this.#steady, pod);
    return { nodeNames, by };
  }

  /**
   * Undefined where the pod fits: both when the pods nominated to the node (of its priority or higher) get there first, and when they
   * do not.
   */
  fits(state: CycleState, pod: Pod, node: NodeInfo): NodeRefusal | undefined {
    const nominated = this.nominated(node.name);
    const rivals = nominated.length === 0 ? nominated : nominated.filter((other) => isRival(other, pod));
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

  /** What each filter that has something to say says, not only the first that refuses. */
  verdicts(state: CycleState, pod: Pod, node: NodeInfo): readonly NodeRefusal[] {
    return this.#active.flatMap((plugin) => {
      const refusal = plugin.filter!(state, pod, node);
      return refusal ? [{ ...refusal, plugin: plugin.name }] : [];
    });
  }

  /** The first refusal counts. */
  #filter(state: CycleState, pod: Pod, node: NodeInfo): NodeRefusal | undefined {
    const known = node.verdicts.get(this.#class, () => firstRefusal(this.#steady, 0, state, pod, node) ?? FITS);
    return known === FITS ? firstRefusal(this.#active, this.#steady.length, state, pod, node) : known;
  }
}

/** An answer that can be kept: nothing is refused. */
const FITS: NodeRefusal = { code: 'Unschedulable', plugin: '', reasons: [] };

function firstRefusal(
  plugins: readonly Plugin[],
  from: number,
  state: CycleState,
  pod: Pod,
  node: NodeInfo,
): NodeRefusal | undefined {
  for (let index = from; index < plugins.length; index++) {
    const plugin = plugins[index]!;
    const refusal: Refusal | undefined = plugin.filter!(state, pod, node);
    if (refusal) return { ...refusal, plugin: plugin.name };
  }
  return undefined;
}

function nowhere(nodeCount: number, error: string): FilterResult {
  return { feasible: [], diagnosis: { nodeCount, refusals: new Map(), plugins: new Set() }, looked: 0, error };
}

/** What plugins leave of the nodes before any is looked at: nothing. */
function contradiction(plugins: readonly string[]): NodeRefusal {
  const [only = '', ...more] = plugins;
  const text = more.length === 0 ? `plugin ${only}` : `plugin(s) [${plugins.join(' ')}] simultaneously`;
  return { ...unschedulable(`node(s) didn't satisfy ${text}`), plugin: '' };
}

function isRival(other: Pod, pod: Pod): boolean {
  return other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod);
}

export function priorityOf({ spec }: Pod): number {
  return spec?.priority ?? 0;
}

/** Large clusters are not searched to the end: half of 100 nodes, less of more, at least 5 % and 100 nodes. */
function feasibleNodesToFind(nodes: number, asked: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = asked === 0 ? Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125)) : asked;
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}
