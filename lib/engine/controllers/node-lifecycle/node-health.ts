/**
 * What nodes were last heard of: by a heartbeat in their status, or by their Lease.
 *
 * A sign of life counts from the next round on, since upstream looks at nodes in rounds. Nothing here costs anything while all is well.
 *
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (tryUpdateNodeHealth)
 */
import type { Lease } from '../../apimachinery/api/coordination-v1';
import type { Node, NodeCondition } from '../../apimachinery/api/core-v1';
import { formatTime, parseTime } from '../../apimachinery/time';

export interface HealthOptions {
  readonly nodeMonitorGracePeriodMs: number;
  readonly nodeStartupGracePeriodMs: number;
}

/** The conditions that the kubelet reports, in the order in which missing ones are added. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Leases are renewed more often than this. */
const LATEST_MS = 15_000;

interface Health {
  /** When it was last heard of. */
  probeMs: number;
  /** Its state as of the last look. */
  ready: NodeCondition | undefined;
  renewTime: string | undefined;
}

export class NodeHealth {
  readonly #nodes = new Map<string, Health>();

  /** @param roundOf the round at a moment, or the first after it */
  constructor(
    private readonly options: HealthOptions,
    private readonly roundOf: (ms: number) => number,
  ) {}

  /** The Ready condition as of the last look; undefined for a node never looked at. */
  lastReady(name: string): NodeCondition | undefined {
    return this.#nodes.get(name)?.ready;
  }

  /** The node has reported. */
  heard(name: string, nowMs: number): void {
    const health = this.#nodes.get(name);
    if (health) health.probeMs = Math.max(health.probeMs, this.roundOf(nowMs));
  }

  /** The node's Lease is there, or was renewed. */
  renewed(name: string, { spec }: Lease, nowMs: number): void {
    const health = this.#nodes.get(name);
    const renewTime = spec?.renewTime;
    if (!health || renewTime === undefined || renewTime <= (health.renewTime ?? '')) return;
    health.renewTime = renewTime;
    // A renewal may be told of late. But a clock elsewhere may also be wrong: then the moment of hearing counts.
    const lateMs = nowMs - parseTime(renewTime);
    const seenMs = lateMs >= 0 && lateMs <= LATEST_MS ? nowMs - lateMs : nowMs;
    health.probeMs = Math.max(health.probeMs, this.roundOf(seenMs));
  }

  /** Until when a node that was looked at counts as alive. */
  aliveUntilMs(name: string): number {
    const health = this.#nodes.get(name);
    return health ? health.probeMs + this.#graceMs(health.ready) : 0;
  }

  /** Looks at a node in a round. */
  look(node: Node, lease: Lease | undefined, nowMs: number): void {
    const { name, creationTimestamp } = node.metadata;
    const ready = readyCondition(node);
    let health = this.#nodes.get(name);
    if (!health) {
      const probeMs = ready ? nowMs : parseTime(creationTimestamp);
      this.#nodes.set(name, (health = { probeMs, ready, renewTime: undefined }));
    } else if (Boolean(health.ready) !== Boolean(ready)) health.probeMs = nowMs;
    health.ready = ready;
    if (lease) this.renewed(name, lease, nowMs);
  }

  /** Every node begins anew. */
  reset(nowMs: number): void {
    for (const health of this.#nodes.values()) health.probeMs = nowMs;
  }

  forget(name: string): void {
    this.#nodes.delete(name);
  }

  #graceMs(ready: NodeCondition | undefined): number {
    return ready ? this.options.nodeMonitorGracePeriodMs : this.options.nodeStartupGracePeriodMs;
  }
}

export function readyCondition({ status }: Node): NodeCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** The conditions of a node that says nothing any more. */
export function unknownConditions(node: Node, nowMs: number): readonly NodeCondition[] {
  const present = node.status?.conditions ?? [];
  const lastTransitionTime = formatTime(nowMs);
  const stopped = present.map((condition) =>
    KUBELET_CONDITIONS.includes(condition.type) && condition.status !== 'Unknown'
      ? {
          ...condition,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime,
        }
      : condition,
  );
  const missing = KUBELET_CONDITIONS.filter((type) => !present.some((condition) => condition.type === type));
  const never = missing.map((type) => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime,
  }));
  return [...stopped, ...never];
}
