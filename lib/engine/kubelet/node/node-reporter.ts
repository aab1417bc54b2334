/**
 * Tells the cluster about the node: that it is there and alive, how it is, what it has.
 *
 * A Node that somebody else made says what the machine is like; what it leaves out is that of `nodeObject`.
 *
 * Writes: Nodes (labels, status), Events.
 * Upstream: pkg/kubelet/kubelet_node_status.go
 * Differs: the status is written when something in it changes, at the next of the 10-second syncs; see `Heartbeats` for the rest.
 * A Node that came with a description of its machine (`nodeInfo`) keeps the labels that it came with.
 */
import type { Node } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { Timer } from '../../clock/clock';
import type { EventSubject } from '../../client/event-recorder';
import type { KubeletContext } from '../kubelet-context';
import { completedMachine, defaultLabels } from '../node-object';
import { reportedConditions, type Pressure } from './node-conditions';
import { NodeLease } from './node-lease';

/** What else a kubelet reports of its node. */
export interface NodeFacts {
  pressures(): ReadonlySet<Pressure>;
  /** Why the node is not ready, if it is not. */
  notReady(): string | undefined;
  /** Names of the attached volumes that pods use. */
  volumesInUse(): readonly string[];
}

const SYNC_MS = 10_000;

export class NodeReporter {
  #running = false;
  #startMs = 0;
  readonly #lease: NodeLease;
  #sync: Timer | undefined;

  constructor(
    private readonly context: KubeletContext,
    private readonly facts: NodeFacts,
  ) {
    this.#lease = new NodeLease(context);
  }

  /** Reports at once. */
  start(): void {
    const { clock } = this.context;
    this.#running = true;
    this.#startMs = clock.now();
    this.#tell('Starting', 'Starting kubelet.');
    const isNew = !this.#lease.exists;
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
    this.#lease.begin();
    nodeImages.onChange = () => this.changed();
  }

  /** Says nothing any more. */
  stop(): void {
    const { heartbeats, nodeName } = this.context;
    this.#running = false;
    this.#lease.end();
    this.#sync?.cancel();
    this.#sync = undefined;
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
}

/** With the labels that say what its kubelet found out about the machine; the same Node where it has them, or came with a description. */
function withLabels(node: Node): Node {
  if (node.status?.nodeInfo?.kubeletVersion) return node;
  const labels = { ...defaultLabels(node.metadata.name), ...node.metadata.labels };
  if (sameJson(labels, node.metadata.labels)) return node;
  return { ...node, metadata: { ...node.metadata, labels } };
}
