/**
 * Makes room for a pod by removing pods of lower priority: as few and as unimportant as will do, disruption budgets respected if possible.
 *
 * Upstream: pkg/scheduler/framework/preemption/preemption.go, plugins/defaultpreemption/default_preemption.go
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { PodDisruptionBudget } from '../apimachinery/api/policy-v1';
import { selectorOf } from '../apimachinery/labels';
import { parseTime } from '../apimachinery/time';
import { fitErrorMessage, type Diagnosis } from './fit-error';
import { unresolvable } from './framework';
import type { NodeInfo } from './node-info';
import { NodeRefusals, refusalBy, type NodeRefusal } from './node-refusals';
import type { PodFilters } from './pod-filters';
import { priorityOf } from './pod-priority';
import type { Snapshot } from './snapshot';

const NAME = 'DefaultPreemption';
const NOT_HELPFUL = refusalBy(NAME, unresolvable('Preemption is not helpful for scheduling'));
const NO_VICTIMS = refusalBy(NAME, unresolvable('No preemption victims found for incoming pod'));

export interface Candidate {
  readonly nodeName: string;
  readonly victims: readonly Pod[];
  /** How many of them a disruption budget would keep. */
  readonly violations: number;
}

/** A way, or why there is none; a pod that may not preempt now keeps the node that it waits for. */
export type PreemptionResult =
  { readonly candidate: Candidate } | { readonly message: string; readonly keepsNomination: boolean };

export class Preemption {
  constructor(private readonly budgets: (namespace: string) => readonly PodDisruptionBudget[]) {}

  /** @param filters undefined where no node was asked */
  run(snapshot: Snapshot, pod: Pod, diagnosis: Diagnosis, filters: PodFilters | undefined): PreemptionResult {
    const objection = ineligible(snapshot, pod, diagnosis);
    if (objection !== undefined) return { message: objection, keepsNomination: true };
    const refusals = new NodeRefusals();
    const candidates: Candidate[] = [];
    const hasVictims = snapshot.hasPodsBelow(priorityOf(pod));
    const victimsOn = (node: NodeInfo): Candidate | NodeRefusal =>
      hasVictims ? this.#victimsOn(filters, pod, node) : NO_VICTIMS;
    for (const node of snapshot.nodes()) {
      const mayHelp = diagnosis.refusals.get(node)?.code === 'Unschedulable';
      const found = mayHelp ? victimsOn(node) : NOT_HELPFUL;
      if ('victims' in found) candidates.push(found);
      else refusals.add(node, found);
    }
    const [best] = candidates.sort(compareCandidates);
    if (best) return { candidate: best };
    return { message: fitErrorMessage({ nodeCount: refusals.size, refusals }), keepsNomination: false };
  }

  /** Takes all less important pods away, and gives back what need not go. */
  #victimsOn(filters: PodFilters | undefined, pod: Pod, original: NodeInfo): Candidate | NodeRefusal {
    const possible = [...original.pods()].filter((other) => priorityOf(other) < priorityOf(pod));
    if (possible.length === 0) return NO_VICTIMS;
    if (!filters) return NOT_HELPFUL;
    const node = original.clone();
    for (const victim of possible) filters.removePod(victim, node);
    const refused = filters.refusalOf(node);
    const victims: Pod[] = [];
    let violations = 0;
    if (!refused) {
      const { violating, others } = this.#byBudget([...possible].sort(moreImportantFirst));
      const reprieve = (victim: Pod): boolean => {
        filters.addPod(victim, node);
        if (!filters.refusalOf(node)) return true;
        filters.removePod(victim, node);
        victims.push(victim);
        return false;
      };
      for (const victim of violating) if (!reprieve(victim)) violations++;
      for (const victim of others) reprieve(victim);
    }
    // What the plugins noted must be as it was before.
    for (const victim of refused ? possible : victims) filters.addPod(victim, node);
    return refused ?? { nodeName: node.name, victims: victims.sort(moreImportantFirst), violations };
  }

  /** Which pods' loss a disruption budget would not allow, counting those before them. */
  #byBudget(pods: readonly Pod[]): { readonly violating: readonly Pod[]; readonly others: readonly Pod[] } {
    const left = new Map<PodDisruptionBudget, number>();
    const violating: Pod[] = [];
    const others: Pod[] = [];
    for (const pod of pods) {
      const { labels, namespace = '', name } = pod.metadata;
      let violates = false;
      for (const budget of Object.keys(labels ?? {}).length > 0 ? this.budgets(namespace) : []) {
        const selector = selectorOf(budget.spec?.selector);
        if (selector.empty || !selector.matches(labels) || budget.status?.disruptedPods?.[name]) continue;
        const allowed = (left.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1;
        left.set(budget, allowed);
        if (allowed < 0) violates = true;
      }
      (violates ? violating : others).push(pod);
    }
    return { violating, others };
  }
}

/** Why the pod may not preempt at all. */
function ineligible(snapshot: Snapshot, pod: Pod, diagnosis: Diagnosis): string | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = snapshot.get(pod.status?.nominatedNodeName ?? '');
  if (!nominated || diagnosis.refusals.get(nominated)?.code === 'UnschedulableAndUnresolvable') return undefined;
  for (const other of nominated.pods()) {
    if (priorityOf(other) < priorityOf(pod) && isBeingPreempted(other)) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return undefined;
}

function isBeingPreempted({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}

function startOf({ metadata, status }: Pod): number {
  return parseTime(status?.startTime ?? metadata.creationTimestamp);
}

function moreImportantFirst(a: Pod, b: Pod): number {
  return priorityOf(b) - priorityOf(a) || startOf(a) - startOf(b);
}

/** The first difference decides; what is still equal keeps the order of the nodes. */
function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sumOfPriorities(a) - sumOfPriorities(b) ||
    a.victims.length - b.victims.length ||
    earliestStart(b) - earliestStart(a)
  );
}

function highest({ victims }: Candidate): number {
  return Math.max(...victims.map(priorityOf));
}

/** Shifted to be positive, so that more victims never are less. */
function sumOfPriorities({ victims }: Candidate): number {
  return victims.reduce((sum, victim) => sum + priorityOf(victim) + 2 ** 31, 0);
}

/** When the oldest of the most important victims started. */
function earliestStart(candidate: Candidate): number {
  const top = highest(candidate);
  return Math.min(...candidate.victims.filter((victim) => priorityOf(victim) === top).map(startOf));
}
