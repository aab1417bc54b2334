/** Why a pod is where it is, or why it still waits: what was decided, what each plugin says of each node now, and what would change that. */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { Filtering } from '../filtering';
import type { NodeRefusal } from '../node-refusals';
import { CycleState } from '../framework';
import type { Profile } from '../profile';
import type { Snapshot } from '../snapshot';
import { counterfactuals, type Counterfactual } from './counterfactuals';
import type { Decision } from './decision';

/** What the filters say of a node; none of them refusing means that the pod fits. */
export interface NodeExplanation {
  /** The node's name. */
  readonly node: string;
  /** Of each plugin that refuses, not only the first. */
  readonly refusals: readonly NodeRefusal[];
}

/** How things stand now for a pod that has no node. */
export interface Outlook {
  /** Something about the pod itself or its volumes, whatever the node. */
  readonly obstacle?: NodeRefusal;
  /** All nodes that come into question. */
  readonly nodes: readonly NodeExplanation[];
  /** What would let the pod in; each has been tried. */
  readonly wouldFit: readonly Counterfactual[];
}

/** Why a pod is on its node, or still waits for one. */
export interface SchedulingExplanation {
  /** `namespace/name` */
  readonly pod: string;
  /** The profile that looks after it. */
  readonly schedulerName: string;
  /** Where it is bound. */
  readonly nodeName?: string;
  /** The last decisions about it, the oldest first; none of pods that never came to the scheduler, or long ago. */
  readonly decisions: readonly Decision[];
  /** Undefined for pods that have their node, and for those that no profile looks after. */
  readonly outlook?: Outlook;
}

export function outlookOf(profile: Profile, filtering: Filtering, snapshot: Snapshot, pod: Pod): Outlook {
  for (const plugin of profile.preEnqueue) {
    const refusal = plugin.preEnqueue!(pod);
    if (refusal) return { obstacle: { ...refusal, plugin: plugin.name }, nodes: [], wouldFit: [] };
  }
  const state = new CycleState(snapshot);
  const prepared = filtering.prepare(state, pod);
  if ('refused' in prepared) return { obstacle: prepared.refused, nodes: [], wouldFit: [] };
  const { nodeNames, filters } = prepared;
  const candidates = snapshot.nodes().filter(({ name }) => nodeNames?.has(name) ?? true);
  const verdicts = candidates.map((node) => ({ node, refusals: filters.allRefusalsOf(node) }));
  const nodes = verdicts.map(({ node, refusals }) => ({ node: node.name, refusals }));
  if (verdicts.some(({ refusals }) => refusals.length === 0)) return { nodes, wouldFit: [] };
  const refused = verdicts.map(({ node, refusals }) => ({ node, refusedBy: refusals.map(({ plugin }) => plugin) }));
  return { nodes, wouldFit: counterfactuals(filtering, snapshot, pod, refused) };
}
