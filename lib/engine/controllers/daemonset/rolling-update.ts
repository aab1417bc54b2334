/**
 * How far a rolling update may go now: old pods away within `maxUnavailable`, or new pods beside them within `maxSurge`.
 *
 * Example: 5 nodes, 2 may be missing. The pods of 2 nodes go; as each new one becomes available the next old one goes. An old pod that is
 * not available goes at once, since nobody misses it.
 *
 * Upstream: pkg/controller/daemon/update.go (rollingUpdate)
 */
import type { DaemonSet } from '../../apimachinery/api/apps-v1';
import type { Node, Pod } from '../../apimachinery/api/core-v1';
import { RetryError } from '../../client/controller';
import { scaledValue } from '../pods/scaled-value';
import { isLeaving, type PodsByNode } from './daemon-pods';
import type { NodeFit } from './node-fit';
import type { Changes } from './placement';

export interface UpdateRules {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  readonly pods: PodsByNode;
  fit(node: Node): NodeFit;
  isUpdated(pod: Pod): boolean;
  isAvailable(pod: Pod): boolean;
}

/** The pods of one node; undefined where there are several of one kind. */
interface Pair {
  readonly newPod?: Pod;
  readonly oldPod?: Pod;
}

export function surgeCount({ spec }: DaemonSet, scheduled: number): number {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  return type === 'RollingUpdate' ? scaledValue(rollingUpdate?.maxSurge ?? 0, scheduled, 'up') : 0;
}

function unavailableCount({ spec }: DaemonSet, scheduled: number): number {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  return type === 'RollingUpdate' ? scaledValue(rollingUpdate?.maxUnavailable ?? 0, scheduled, 'up') : 0;
}

export function rollingUpdate(rules: UpdateRules): Changes {
  const wanted = rules.nodes.filter((node) => rules.fit(node).shouldRun).map(({ metadata }) => metadata.name);
  const pairs = new Map([...rules.pods].map(([name, pods]) => [name, pairOf(pods, rules)] as const));
  for (const name of wanted) if (!pairs.has(name)) pairs.set(name, {});
  const surge = surgeCount(rules.daemonSet, wanted.length);
  if (surge > 0) return withSurge(pairs, surge, wanted.length, rules);
  const unavailable = unavailableCount(rules.daemonSet, wanted.length);
  return withoutSurge(pairs, wanted.length > 0 ? Math.max(unavailable, 1) : unavailable, rules);
}

function pairOf(pods: readonly Pod[], { isUpdated }: UpdateRules): Pair | undefined {
  const staying = pods.filter((pod) => !isLeaving(pod));
  const [newPod, secondNew] = staying.filter(isUpdated);
  const [oldPod, secondOld] = staying.filter((pod) => !isUpdated(pod));
  return secondNew || secondOld ? undefined : { newPod, oldPod };
}

function withoutSurge(
  pairs: ReadonlyMap<string, Pair | undefined>,
  most: number,
  { isAvailable }: UpdateRules,
): Changes {
  let unavailable = 0;
  const useless: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pair of pairs.values()) {
    const { newPod, oldPod } = pair ?? {};
    if (Boolean(newPod) === Boolean(oldPod)) unavailable++;
    else if (newPod) unavailable += isAvailable(newPod) ? 0 : 1;
    else if (!isAvailable(oldPod!)) {
      useless.push(oldPod!);
      unavailable++;
    } else if (unavailable < most) candidates.push(oldPod!);
  }
  return { create: [], delete: [...useless, ...candidates.slice(0, Math.max(0, most - unavailable))] };
}

function withSurge(
  pairs: ReadonlyMap<string, Pair | undefined>,
  most: number,
  scheduled: number,
  rules: UpdateRules,
): Changes {
  const { isAvailable } = rules;
  const nodes = new Map(rules.nodes.map((node) => [node.metadata.name, node]));
  let surging = 0;
  let available = 0;
  const replaced: Pod[] = [];
  const misplaced: Pod[] = [];
  const useful: string[] = [];
  const candidates: string[] = [];
  for (const [name, pair] of pairs) {
    if (!pair) {
      surging++;
      continue;
    }
    const { newPod, oldPod } = pair;
    const serving = oldPod ?? newPod;
    if (serving && isAvailable(serving)) available++;
    if (!oldPod) continue;
    if (newPod) {
      if (isAvailable(newPod)) replaced.push(oldPod);
      else surging++;
      continue;
    }
    const node = nodes.get(name);
    if (!node) throw new RetryError(`couldn't get node for nodeName "${name}": node "${name}" not found`);
    const stays = rules.fit(node).shouldRun;
    if (!isAvailable(oldPod)) {
      if (stays) useful.push(name);
      else replaced.push(oldPod);
    } else if (!stays) misplaced.push(oldPod);
    else if (surging < most) candidates.push(name);
  }
  // A pod on a node that it should leave stays until there are enough elsewhere.
  const spare = misplaced.slice(0, Math.max(0, available - scheduled));
  return {
    create: [...useful, ...candidates.slice(0, Math.max(0, most - surging))],
    delete: [...replaced, ...spare],
  };
}
