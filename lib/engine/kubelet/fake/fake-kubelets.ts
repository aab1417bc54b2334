/**
 * Looks after fake nodes: they are always well, and what is bound to them runs a second later, without a machine for it.
 *
 * Probes, images, volumes, logs and commands are nobody's there; see `fake-pod-status.ts` for what annotations change.
 *
 * Watches: Nodes, Pods. Writes: Nodes (status), Leases, Pods (status; deletes those that are to go).
 * Upstream: sigs.k8s.io/kwok (pkg/kwok/controllers)
 */
import type { Node } from '../../apimachinery/api/core-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Client } from '../../client/client';
import type { Lister } from '../../client/informer';
import type { Scheduling, Timer } from '../../clock/clock';
import { CONDITION_TYPES, reportedConditions } from '../node/node-conditions';
import { NodeClock } from '../node/node-clock';
import type { NodeHeartbeats } from '../node/node-heartbeats';
import { NodeLease } from '../node/node-lease';
import type { PodAddresses } from '../runtime/pod-addresses';
import { endedStatus, nextStage, readinessChange, runningStatus, type FakeStage } from './fake-pod-status';

export interface FakeKubeletsParts {
  readonly clock: Scheduling;
  readonly nodes: Lister<Node>;
  readonly pods: Lister<Pod>;
  readonly addresses: PodAddresses;
  readonly heartbeats: NodeHeartbeats;
  /** Requests of a node's kubelet. */
  clientOf(nodeName: string): Client;
  podsOf(nodeName: string): readonly Pod[];
  /** Whether a Node is one of these. */
  plays(node: Node): boolean;
}

interface FakeNode {
  readonly uid: string;
  readonly client: Client;
  readonly lease: NodeLease;
}

interface Plan {
  readonly stage: FakeStage;
  readonly timer: Timer;
}

/** All nodes that come without an address have this one. */
const HOST_IP = '172.18.0.9';
/** While nobody answers requests are sent again after so long. */
const RETRY_MS = 5_000;

export class FakeKubelets {
  readonly #nodes = new Map<string, FakeNode>();
  readonly #plans = new Map<string, Plan>();

  constructor(private readonly parts: FakeKubeletsParts) {}

  /** A Node is there, or has changed. */
  nodeChanged(node: Node): void {
    const { name, uid } = node.metadata;
    const known = this.#nodes.get(name);
    if (!this.parts.plays(node)) {
      this.nodeDeleted(name);
    } else if (known?.uid !== uid) {
      this.nodeDeleted(name);
      this.#adopt(name, uid);
    } else if (
      node.status?.conditions?.some(({ type, status }) => CONDITION_TYPES.includes(type) && status === 'Unknown')
    ) {
      this.#report(name);
    }
  }

  nodeDeleted(name: string): void {
    const known = this.#nodes.get(name);
    if (!known) return;
    known.lease.end();
    this.parts.heartbeats.nodes.end(name);
    this.#nodes.delete(name);
  }

  /** A pod is there, or has changed. */
  podChanged(pod: Pod): void {
    if (!this.#nodeOf(pod)) return;
    this.#plan(pod);
    const change = readinessChange(pod, this.#now());
    if (change) this.#patchStatus(pod, change);
  }

  podDeleted({ metadata, spec, status }: Pod): void {
    this.#plans.get(metadata.uid)?.timer.cancel();
    this.#plans.delete(metadata.uid);
    if (status?.podIP && spec.nodeName && this.#nodes.has(spec.nodeName)) this.parts.addresses.release(status.podIP);
  }

  /** Nobody is looked after any more. */
  stop(): void {
    for (const { timer } of this.#plans.values()) timer.cancel();
    this.#plans.clear();
    for (const name of [...this.#nodes.keys()]) this.nodeDeleted(name);
  }

  #now(): string {
    return formatTime(this.parts.clock.now());
  }

  #nodeOf({ spec }: Pod): FakeNode | undefined {
    return spec.nodeName ? this.#nodes.get(spec.nodeName) : undefined;
  }

  #adopt(name: string, uid: string): void {
    const { clock, heartbeats, clientOf, podsOf } = this.parts;
    const client = clientOf(name);
    const lease = new NodeLease({ nodeName: name, client, clock, heartbeats, wallClock: new NodeClock(clock) });
    this.#nodes.set(name, { uid, client, lease });
    this.#report(name);
    lease.begin();
    heartbeats.nodes.begin(name);
    for (const pod of podsOf(name)) this.podChanged(pod);
  }

  #report(name: string): void {
    const known = this.#nodes.get(name);
    this.#write(() => {
      const nodes = known?.client.resource<Node>('nodes');
      const node = nodes?.find(name);
      if (!nodes || node?.metadata.uid !== known?.uid || known !== this.#nodes.get(name) || !node) return;
      const { conditions } = reportedConditions(
        node.status?.conditions ?? [],
        new Set(),
        undefined,
        false,
        this.#now(),
      );
      const addresses = node.status?.addresses ?? [
        { type: 'InternalIP', address: HOST_IP },
        { type: 'Hostname', address: name },
      ];
      nodes.updateStatus({ ...node, status: { ...node.status, addresses, conditions } });
    });
  }

  #plan(pod: Pod): void {
    const next = nextStage(pod);
    const { uid } = pod.metadata;
    const planned = this.#plans.get(uid);
    if (!next || planned?.stage === next.stage) return;
    planned?.timer.cancel();
    const timer = this.parts.clock.schedule(next.delayMs, () => {
      const current = this.parts.pods.get(keyOf(pod));
      if (current?.metadata.uid === uid) this.#play(next.stage, current);
    });
    this.#plans.set(uid, { stage: next.stage, timer });
  }

  #play(stage: FakeStage, pod: Pod): void {
    const now = this.#now();
    if (stage === 'goes') this.#remove(pod);
    else if (stage === 'ends') this.#patchStatus(pod, endedStatus(pod, now));
    else
      this.#patchStatus(
        pod,
        runningStatus(pod, now, this.#hostIP(pod), () => this.#addressOf(pod)),
      );
  }

  #remove(pod: Pod): void {
    const { name, namespace, uid } = pod.metadata;
    const pods = this.#nodeOf(pod)?.client.resource<Pod>('pods');
    this.#write(() => pods?.delete(name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } }));
  }

  #patchStatus(pod: Pod, status: object): void {
    const { name, namespace = '', uid } = pod.metadata;
    const pods = this.#nodeOf(pod)?.client.resource<Pod>('pods');
    const body = { metadata: { uid }, status };
    this.#write(() => pods?.patch(name, namespace, 'strategic', body, { subresource: 'status' }));
  }

  #hostIP({ spec }: Pod): string {
    const node = this.parts.nodes.get(spec.nodeName ?? '');
    return node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? HOST_IP;
  }

  #addressOf(pod: Pod): string | undefined {
    if (pod.spec.hostNetwork) return this.#hostIP(pod);
    return this.parts.addresses.allocate(this.parts.nodes.get(pod.spec.nodeName ?? '')?.spec?.podCIDR);
  }

  /** Again later while nobody answers; what was refused is left as it is. */
  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.code >= 500 || isStatusError(error, 'Conflict'))
        this.parts.clock.schedule(RETRY_MS, () => this.#write(write));
    }
  }
}
