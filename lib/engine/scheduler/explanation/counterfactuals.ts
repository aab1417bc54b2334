/**
 * What would let a waiting pod in: each answer is tried on a copy of the cluster before it is given, and those with the fewest changes come
 * first.
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { Filtering } from '../filtering';
import { CycleState } from '../framework';
import type { NodeInfo } from '../node-info';
import { demandsOf } from '../pod-demands';
import { Snapshot } from '../snapshot';
import { changedNode, changedPod, nodeLike, type Change } from './change';
import { lackingAmounts, remediesFor } from './remedies';

export interface Counterfactual {
  readonly changes: readonly Change[];
  /** Where the pod would fit then. */
  readonly node: string;
}

export interface NodeVerdict {
  readonly node: NodeInfo;
  /** Names of the plugins that refuse. */
  readonly refusedBy: readonly string[];
}

/** How many answers are looked for, and how many are given. */
const TRIED = 24;
const GIVEN = 6;

export function counterfactuals(
  filtering: Filtering,
  snapshot: Snapshot,
  pod: Pod,
  verdicts: readonly NodeVerdict[],
): readonly Counterfactual[] {
  const proposals = new Map<string, Counterfactual>();
  const propose = (changes: readonly Change[], node: string): void => {
    const key = JSON.stringify(changes);
    if (changes.length > 0 && !proposals.has(key)) proposals.set(key, { changes, node });
  };
  for (const { node, refusedBy } of verdicts) {
    if (refusedBy.length === 1 && refusedBy[0] === 'NodeResourcesFit') propose(smallerPod(pod, node), node.name);
    propose(remediesFor(pod, node, refusedBy) ?? [], node.name);
  }
  for (const node of oneOfEachMake(snapshot)) {
    propose([{ kind: 'new-node', like: node.name }], nodeLike(node.node).metadata.name);
  }
  return [...proposals.values()]
    .sort((a, b) => a.changes.length - b.changes.length || costOf(a) - costOf(b))
    .slice(0, TRIED)
    .filter((proposal) => wouldFit(filtering, snapshot, pod, proposal))
    .slice(0, GIVEN);
}

/** Of answers of one kind the smallest first. */
function costOf({ changes }: Counterfactual): number {
  return changes.reduce((sum, change) => {
    if (change.kind === 'node-capacity') return sum + change.more;
    return change.kind === 'pod-request' ? sum + change.less : sum;
  }, 0);
}

/** What the pod would have to do without to fit the node as it is. */
function smallerPod(pod: Pod, node: NodeInfo): readonly Change[] {
  const { requests } = demandsOf(pod);
  const lacking = lackingAmounts(pod, node);
  const possible = lacking.every(([resource, less]) => (requests.get(resource) ?? 0) >= less);
  return possible ? lacking.map(([resource, less]) => ({ kind: 'pod-request', resource, less })) : [];
}

/** Nodes that differ in what they have and how they are labelled, not only in name. */
function oneOfEachMake(snapshot: Snapshot): readonly NodeInfo[] {
  const makes = new Map<string, NodeInfo>();
  for (const info of snapshot.nodes()) {
    const { 'kubernetes.io/hostname': _hostname, ...labels } = info.labels;
    const key = JSON.stringify([labels, info.node.status?.allocatable, info.node.spec?.taints]);
    if (!makes.has(key)) makes.set(key, info);
  }
  return [...makes.values()];
}

function wouldFit(filtering: Filtering, snapshot: Snapshot, pod: Pod, { changes, node }: Counterfactual): boolean {
  const world = new Snapshot();
  for (const info of snapshot.nodes()) {
    world.putNode(changedNode(info.node, changes));
    for (const other of info.pods()) world.putPod(other);
  }
  for (const change of changes) {
    const like = change.kind === 'new-node' ? snapshot.get(change.like) : undefined;
    if (like) world.putNode(nodeLike(like.node));
  }
  const wanting = changedPod(pod, changes);
  const state = new CycleState(world);
  const prepared = filtering.prepare(state, wanting);
  if ('refused' in prepared || prepared.nodeNames?.has(node) === false) return false;
  return prepared.filters.allRefusalsOf(world.get(node)!).length === 0;
}
