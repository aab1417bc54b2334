/**
 * The taints that keep new pods off a node because of its conditions, or because it is cordoned.
 *
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (doNoScheduleTaintingPass)
 */
import type { Node } from '../../apimachinery/api/core-v1';
import { sameTaint, type TaintIdentity } from './node-taints';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** By type of condition, then by its status. */
const TAINT_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const OWN_KEYS = new Set([UNSCHEDULABLE, ...Object.values(TAINT_KEYS).flatMap((keys) => Object.values(keys))]);
const EFFECT = 'NoSchedule';

export interface TaintChanges {
  readonly added: readonly TaintIdentity[];
  readonly removed: readonly TaintIdentity[];
}

export function conditionTaintChanges({ spec, status }: Node): TaintChanges {
  const keys = (status?.conditions ?? []).flatMap((condition) => {
    const key = TAINT_KEYS[condition.type]?.[condition.status];
    return key === undefined ? [] : [key];
  });
  if (spec?.unschedulable) keys.push(UNSCHEDULABLE);
  const wanted = [...new Set(keys)].map((key) => ({ key, effect: EFFECT }));
  const present = (spec?.taints ?? []).filter(({ key, effect }) => effect === EFFECT && OWN_KEYS.has(key));
  return {
    added: wanted.filter((taint) => !present.some((other) => sameTaint(taint, other))),
    removed: present.filter((taint) => !wanted.some((other) => sameTaint(taint, other))),
  };
}
