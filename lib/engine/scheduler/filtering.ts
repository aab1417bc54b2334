/**
 * Looks for the nodes that a pod fits.
 *
 * Upstream: pkg/scheduler/schedule_one.go (findNodesThatFitPod, findNodesThatPassFilters, numFeasibleNodesToFind)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { quote } from '../apimachinery/go-text';
import type { Diagnosis } from './fit-error';
import { unschedulable, type CycleState, type Plugin, type PreFilterAnswer } from './framework';
import type { NodeInfo } from './node-info';
import { NodeRefusals, refusalBy, type NodeRefusal } from './node-refusals';
import type { NominatedPods } from './nominated-pods';
import { FITS, PodClasses } from './pod-class';
import { PodFilters } from './pod-filters';
import type { Profile } from './profile';
import type { Snapshot } from './snapshot';

const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

const NOTHING: PreFilterAnswer = {};

export interface FilterResult {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
  /** How many nodes were looked at. */
  readonly looked: number;
  /** What they were asked; undefined where none was. */
  readonly filters?: PodFilters;
  /** Something went wrong, and the pod is not placed whatever the nodes. */
  readonly error?: string;
}

/** What plugins make of the pod and the cluster as a whole. */
export type Preparation =
  | { readonly refused: NodeRefusal }
  | {
      readonly filters: PodFilters;
      /** Only these nodes can do. */
      readonly nodeNames?: ReadonlySet<string>;
      /** Names of the plugins that say so. */
      readonly by: ReadonlySet<string>;
    };

export class Filtering {
  readonly #classes = new WeakMap<Snapshot, PodClasses>();
  /** The first filters: those that tell all that they look at besides the node. */
  readonly #steady: readonly Plugin[];
  readonly #others: readonly Plugin[];

  constructor(
    private readonly profile: Profile,
    private readonly nominated: NominatedPods,
  ) {
    const { filter } = profile;
    const other = filter.findIndex(({ traitsOf }) => !traitsOf);
    const steadyCount = other < 0 ? filter.length : other;
    this.#steady = filter.slice(0, steadyCount);
    this.#others = filter.slice(steadyCount);
  }

  /** Looks at the nodes from a position on, in turn, until enough are found. */
  run(state: CycleState, pod: Pod, from: number): FilterResult {
    const all = state.snapshot.nodes();
    const prepared = this.prepare(state, pod);
    if ('refused' in prepared) return refusedAtOnce(all, prepared.refused);
    const { nodeNames, filters, by } = prepared;
    const promised = state.snapshot.get(pod.status?.nominatedNodeName ?? '');
    if (promised && !filters.refusalOf(promised)) return only(promised, filters, all.length);
    const candidates = nodeNames ? all.filter(({ name }) => nodeNames.has(name)) : all;
    const slots = nodeNames ? Int32Array.from(candidates, ({ slot }) => slot) : state.snapshot.slots();
    const enough = feasibleNodesToFind(candidates.length, this.profile.percentageOfNodesToScore);
    const feasible: NodeInfo[] = [];
    const refusals = new NodeRefusals();
    let looked = 0;
    const { verdicts } = filters.cycle.podClass;
    const { isSteady } = filters;
    for (let at = from % candidates.length; looked < candidates.length && feasible.length < enough; looked++) {
      const node = candidates[at]!;
      const slot = slots[at]!;
      if (++at === candidates.length) at = 0;
      const refused = isSteady && verdicts[slot] === FITS ? undefined : filters.refusalOfKnown(node, slot);
      if (!refused) feasible.push(node);
      else if (refused.code !== 'Error') refusals.add(node, refused);
      else {
        const error = `running ${quote(refused.plugin)} filter plugin: ${refused.reasons.join(', ')}`;
        return nowhere(all.length, error);
      }
    }
    const plugins = refusals.plugins();
    for (const name of by) plugins.add(name);
    return { feasible, looked, filters, diagnosis: { nodeCount: all.length, refusals, plugins } };
  }

  /** Lets the plugins look at the pod and the cluster as a whole; afterwards single nodes can be asked about. */
  prepare(state: CycleState, pod: Pod): Preparation {
    const skipping: Plugin[] = [];
    const by = new Set<string>();
    let nodeNames: ReadonlySet<string> | undefined;
    for (const plugin of this.profile.preFilter) {
      const answer: PreFilterAnswer = plugin.preFilter?.(state, pod) ?? NOTHING;
      if (answer.refusal) return { refused: refusalBy(plugin.name, answer.refusal) };
      if (answer.skip) skipping.push(plugin);
      if (!answer.nodeNames) continue;
      by.add(plugin.name);
      const names: ReadonlySet<string> = answer.nodeNames;
      nodeNames = nodeNames ? new Set([...nodeNames].filter((name) => names.has(name))) : names;
      if (nodeNames.size === 0) return { refused: contradiction([...by]) };
    }
    const takesPart = (plugin: Plugin): boolean => !skipping.includes(plugin);
    const steady = this.#steady.filter(takesPart);
    const plugins = steady.concat(this.#others.filter(takesPart));
    const cycle = { state, pod, podClass: this.#classesIn(state.snapshot).of(pod) };
    return { nodeNames, by, filters: new PodFilters(cycle, plugins, steady.length, this.nominated) };
  }

  #classesIn(snapshot: Snapshot): PodClasses {
    let classes = this.#classes.get(snapshot);
    if (!classes) {
      const scores = this.profile.score.flatMap(({ plugin }) => (plugin.traitsOf ? plugin : []));
      this.#classes.set(snapshot, (classes = new PodClasses(this.#steady, scores, snapshot.changes)));
    }
    return classes;
  }
}

/** Room was made for the pod: no other node needs to be looked at. */
function only(node: NodeInfo, filters: PodFilters, nodeCount: number): FilterResult {
  const diagnosis = { nodeCount, refusals: new NodeRefusals(), plugins: new Set<string>() };
  return { feasible: [node], looked: 0, filters, diagnosis };
}

function refusedAtOnce(nodes: readonly NodeInfo[], refused: NodeRefusal): FilterResult {
  if (refused.code === 'Error') {
    return nowhere(nodes.length, `running PreFilter plugin ${quote(refused.plugin)}: ${refused.reasons.join(', ')}`);
  }
  const plugins = new Set(refused.plugin === '' ? [] : [refused.plugin]);
  const refusals = NodeRefusals.ofAll(nodes, refused);
  return { feasible: [], looked: 0, diagnosis: { nodeCount: nodes.length, refusals, preFilter: refused, plugins } };
}

function nowhere(nodeCount: number, error: string): FilterResult {
  return { feasible: [], looked: 0, diagnosis: { nodeCount, refusals: new NodeRefusals(), plugins: new Set() }, error };
}

/** What plugins leave of the nodes before any is looked at: nothing. */
function contradiction(plugins: readonly string[]): NodeRefusal {
  const [only = '', ...more] = plugins;
  const text = more.length === 0 ? `plugin ${only}` : `plugin(s) [${plugins.join(' ')}] simultaneously`;
  return { ...unschedulable(`node(s) didn't satisfy ${text}`), plugin: '' };
}

/** Large clusters are not searched to the end: half of 100 nodes, less of more, at least 5 % and 100 nodes. */
function feasibleNodesToFind(nodes: number, asked: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = asked === 0 ? Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125)) : asked;
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}
