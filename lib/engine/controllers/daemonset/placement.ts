/**
 * Which nodes lack their daemon pod, and which daemon pods are wrong where they are.
 *
 * Upstream: pkg/controller/daemon/daemon_controller.go (podsShouldBeOnNode, getUnscheduledPodsWithoutNode)
 */
import type { Node, Pod } from '../../apimachinery/api/core-v1';
import { isPodAvailable, isPodReady } from '../pods/pod-state';
import { byAge, isLeaving, type PodsByNode } from './daemon-pods';
import type { NodeFit } from './node-fit';

/** What there is to do. */
export interface Changes {
  /** Names of nodes that are to get a pod. */
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
}

export interface PlacementRules {
  fit(node: Node): NodeFit;
  /** Whether a node may have an old and a new pod for a while. */
  readonly surges: boolean;
  isUpdated(pod: Pod): boolean;
  readonly minReadySeconds: number;
  readonly nowMs: number;
  /** Whether a pod that has ended is to go now; a failed one may have to wait. */
  replacesEnded(pod: Pod, nodeName: string): boolean;
}

export function placement(nodes: readonly Node[], pods: PodsByNode, rules: PlacementRules): Changes {
  const known = new Set(nodes.map(({ metadata }) => metadata.name));
  const changes = nodes.map((node) => onNode(node, pods.get(node.metadata.name), rules));
  const lost = [...pods].flatMap(([name, there]) =>
    known.has(name) ? [] : there.filter(({ spec }) => !spec?.nodeName),
  );
  return {
    create: changes.flatMap(({ create }) => create),
    delete: [...changes.flatMap((change) => change.delete), ...lost],
  };
}

function onNode(node: Node, pods: readonly Pod[] | undefined, rules: PlacementRules): Changes {
  const { name } = node.metadata;
  const { shouldRun, shouldContinue } = rules.fit(node);
  if (!pods) return { create: shouldRun ? [name] : [], delete: [] };
  const staying = pods.filter((pod) => !isLeaving(pod));
  if (!shouldContinue) return { create: [], delete: staying };
  const ended = staying.filter(({ status }) => status?.phase === 'Failed' || status?.phase === 'Succeeded');
  const running = staying.filter((pod) => !ended.includes(pod)).sort(byAge);
  const replaced = ended.filter((pod) => rules.replacesEnded(pod, name));
  if (!rules.surges) return { create: [], delete: [...replaced, ...running.slice(1)] };
  if (running.length <= 1) {
    return { create: running.length === 0 && shouldRun ? [name] : [], delete: replaced };
  }
  return { create: [], delete: [...replaced, ...surplusOfSurge(running, rules)] };
}

/** Of a surge the oldest new and the oldest old pod stay; the old one until the new one takes its place. */
function surplusOfSurge(running: readonly Pod[], rules: PlacementRules): Pod[] {
  const newest = running.find(rules.isUpdated);
  const outdated = running.find((pod) => !rules.isUpdated(pod));
  const surplus = running.filter((pod) => pod !== newest && pod !== outdated);
  if (!newest || !outdated) return surplus;
  const replaced = !isPodReady(outdated) || isPodAvailable(newest, rules.minReadySeconds, rules.nowMs);
  return replaced ? [...surplus, outdated] : surplus;
}
