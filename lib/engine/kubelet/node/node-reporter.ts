/**
 * Tells the cluster about the node: that it is there and alive, how it is, what it has.
 *
 * A Node that somebody else made says what the machine is like; what it leaves out is that of `nodeObject`.
 *
 * Writes: Nodes (labels, status), Leases, Events.
 * Upstream: pkg/kubelet/kubelet_node_status.go, staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go
 * Differs: the status is written when something in it changes, at the next of the 10-second syncs; see `Heartbeats` for the rest.
 * A Node that came with a description of its machine (`nodeInfo`) keeps the labels that it came with.
 */
import type { Lease } from '../../apimachinery/api/coordination-v1';
import type { Node } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import { formatMicroTime, formatTime } from '../../apimachinery/time';
import type { Timer } from '../../clock/clock';
import type { EventSubject } from '../../client/event-recorder';
import type { KubeletContext } from '../kubelet-context';
import { completedMachine, defaultLabels } from '../node-object';
import { reportedConditions, type Pressure } from './node-conditions';

/** What else a kubelet reports of its node. */
export interface NodeFacts {
  pressures(): ReadonlySet<Pressure>;
  /** Why the node is not ready, if it is not. */
  notReady(): string | undefined;
  /** Names of the attached volumes that pods use. */
  volumesInUse(): readonly string[];
}

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
const SYNC_MS = 10_000;
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 7_000;

export class NodeReporter {
  #running = false;
  #startMs = 0;
  #retry: Timer | undefined;
  #sync: Timer | undefined;

  constructor(
    private readonly context: KubeletContext,
    private readonly facts: NodeFacts,
  ) {}

  /** Reports at once. */
  start(): void {
    const { clock, nodeName } = this.context;
    this.#running = true;
    this.#startMs = clock.now();
    this.#tell('Starting', 'Starting kubelet.');
    const isNew = !this.context.client.resource<Lease>('leases', 'coordination.k8s.io').find(nodeName, LEASE_NAMESPACE);
    this.#report(isNew);
    this.#tell('NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    this.#stayAlive();
  }

  /** Reports again after a time in which nothing of it arrived. */
  resume(): void {
    this.#running = true;
    this.#report(false);
    this.#stayAlive();
  }

  /** The node takes another moment for now than before. */
  clockChanged(): void {
    if (this.#running) this.#stayAlive();
  }

  #stayAlive(): void {
    const { heartbeats, nodeName, nodeImages, wallClock } = this.context;
    heartbeats.nodes.begin(nodeName, wallClock.skewMs);
    this.#keepLease(FIRST_RETRY_MS);
    nodeImages.onChange = () => this.changed();
  }

  /** Says nothing any more. */
  stop(): void {
    const { heartbeats, nodeName } = this.context;
    this.#running = false;
    this.#retry?.cancel();
    this.#sync?.cancel();
    this.#sync = undefined;
    heartbeats.leases.end(leaseKey(nodeName));
    heartbeats.nodes.end(nodeName);
  }

  /** Something that a Node tells of has changed: reported with the next sync. */
  changed(): void {
    if (!this.#running || this.#sync) return;
    const { clock } = this.context;
    const sinceSyncMs = (clock.now() - this.#startMs) % SYNC_MS;
    this.#sync = clock.schedule(SYNC_MS - sinceSyncMs, () => this.reportNow());
  }

  /** Reports without waiting for the next sync, as for a shutdown. */
  reportNow(): void {
    this.#sync?.cancel();
    this.#sync = undefined;
    if (this.#running) this.#report(false);
  }

  #report(isNew: boolean): void {
    const { client, nodeName, wallClock, nodeImages } = this.context;
    const nodes = client.resource<Node>('nodes');
    const found = nodes.find(nodeName);
    if (!found) return;
    try {
      const node = withLabels(found);
      const labelled = node === found ? found : nodes.update(node);
      const { status = {} } = labelled;
      const now = formatTime(wallClock.now());
      const notReady = this.facts.notReady();
      const { conditions, events } = reportedConditions(
        status.conditions ?? [],
        this.facts.pressures(),
        notReady,
        isNew,
        now,
      );
      const machine = completedMachine(nodeName, status);
      const volumesInUse = this.facts.volumesInUse();
      const images = nodeImages.list();
      const next = {
        ...machine,
        conditions,
        ...(images.length > 0 ? { images } : {}),
        volumesInUse: volumesInUse.length > 0 ? volumesInUse : undefined,
      };
      if (!sameJson(next, status)) nodes.updateStatus({ ...labelled, status: next });
      for (const event of events) this.#tell(event, `Node ${nodeName} status is now: ${event}`);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  /** Events about nodes carry the name for a UID, as kubelets know no better. */
  #tell(reason: string, message: string): void {
    const { events, nodeName } = this.context;
    const subject: EventSubject = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } };
    events.event(subject, 'Normal', reason, message);
  }

  /** Makes the lease, or takes it up again; until that succeeds it is tried after 0.2, 0.4 ... 7 s. */
  #keepLease(delayMs: number): void {
    const { clock, wallClock, heartbeats, nodeName } = this.context;
    try {
      this.#ensureLease();
      heartbeats.leases.begin(leaseKey(nodeName), wallClock.skewMs);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const nextMs = Math.min(2 * delayMs, MAX_RETRY_MS);
      this.#retry = clock.schedule(delayMs, () => this.#keepLease(nextMs));
    }
  }

  #ensureLease(): void {
    const { client, wallClock, nodeName } = this.context;
    const leases = client.resource<Lease>('leases', 'coordination.k8s.io');
    const renewTime = formatMicroTime(wallClock.now());
    const spec = { holderIdentity: nodeName, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    const existing = leases.find(nodeName, LEASE_NAMESPACE);
    if (existing) {
      leases.update({ ...existing, spec: { ...existing.spec, renewTime } });
      return;
    }
    const uid = client.resource<Node>('nodes').find(nodeName)?.metadata.uid;
    const owners = uid === undefined ? [] : [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid }];
    try {
      leases.create({ metadata: { name: nodeName, namespace: LEASE_NAMESPACE, ownerReferences: owners }, spec });
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists')) throw error;
    }
  }
}

function leaseKey(nodeName: string): string {
  return `${LEASE_NAMESPACE}/${nodeName}`;
}

/** With the labels that say what its kubelet found out about the machine; the same Node where it has them, or came with a description. */
function withLabels(node: Node): Node {
  if (node.status?.nodeInfo?.kubeletVersion) return node;
  const labels = { ...defaultLabels(node.metadata.name), ...node.metadata.labels };
  if (sameJson(labels, node.metadata.labels)) return node;
  return { ...node, metadata: { ...node.metadata, labels } };
}
