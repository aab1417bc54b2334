/**
 * How kubelets show that they are alive: a lease renewed every 10 seconds, and conditions seen anew every 5 minutes.
 *
 * Upstream: pkg/kubelet/apis/config/v1beta1/defaults.go (NodeLeaseDurationSeconds, NodeStatusReportFrequency)
 */
import type { Lease } from '../../apimachinery/api/coordination-v1';
import type { Node } from '../../apimachinery/api/core-v1';
import { formatMicroTime, formatTime } from '../../apimachinery/time';
import type { Scheduling } from '../../clock/clock';
import { Heartbeats } from '../../store/heartbeats';
import type { Store } from '../../store/store';
import { CONDITION_TYPES } from './node-conditions';

export interface NodeHeartbeats {
  /** By `kube-node-lease/NAME`. */
  readonly leases: Heartbeats<Lease>;
  /** By name. */
  readonly nodes: Heartbeats<Node>;
}

/** How often leases are renewed, unless they are missed sooner. */
export const LEASE_RENEW_MS = 10_000;
const REPORT_MS = 300_000;

/** @param renewMs from one renewal of a lease to the next */
export function nodeHeartbeats(store: Store, clock: Scheduling, renewMs = LEASE_RENEW_MS): NodeHeartbeats {
  return {
    leases: new Heartbeats(store.table<Lease>('coordination.k8s.io/leases'), clock, {
      intervalMs: renewMs,
      renewed: (lease, atMs) => renewedLease(lease, formatMicroTime(atMs)),
    }),
    nodes: new Heartbeats(store.table<Node>('nodes'), clock, {
      intervalMs: REPORT_MS,
      renewed: (node, atMs) => reportedNode(node, formatTime(atMs)),
    }),
  };
}

function renewedLease(lease: Lease, renewTime: string): Lease {
  const { spec } = lease;
  return (spec?.renewTime ?? '') >= renewTime ? lease : { ...lease, spec: { ...spec, renewTime } };
}

function reportedNode(node: Node, lastHeartbeatTime: string): Node {
  const conditions = node.status?.conditions ?? [];
  const isOld = ({ type, lastHeartbeatTime: seen = '' }: (typeof conditions)[number]): boolean =>
    CONDITION_TYPES.includes(type) && seen < lastHeartbeatTime;
  if (!conditions.some(isOld)) return node;
  const seen = conditions.map((condition) => (isOld(condition) ? { ...condition, lastHeartbeatTime } : condition));
  return { ...node, status: { ...node.status, conditions: seen } };
}
