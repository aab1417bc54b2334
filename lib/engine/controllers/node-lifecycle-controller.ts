/**
 * Notices nodes that fall silent, says so of them and their pods, and taints nodes by their conditions so that pods leave.
 *
 * Watches: Nodes, Leases, Pods. Writes: Nodes' status, taints and labels, Pods' status, Events; deletes Pods.
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go
 * Differs: looks at a node when something happened to it or its time is up, in the round in which upstream would.
 */
import type { Lease } from '../apimachinery/api/coordination-v1';
import type { Node, NodeCondition, Pod } from '../apimachinery/api/core-v1';
import { keyOf } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/work-queue';
import type { ControllerManagerOptions } from './controller-manager-options';
import { conditionTaintChanges, NOT_READY, UNREACHABLE } from './node-lifecycle/condition-taints';
import { NodeHealth, readyCondition, unknownConditions } from './node-lifecycle/node-health';
import { missingNodeLabels } from './node-lifecycle/node-labels';
import { hasTaint, NodeTaints } from './node-lifecycle/node-taints';
import { PodsNotReady } from './node-lifecycle/pods-not-ready';
import { Rounds } from './nodes/rounds';
import { TaintEviction } from './node-lifecycle/taint-eviction';
import { ZoneEvictions } from './node-lifecycle/zone-evictions';
import { ZoneCounts } from './node-lifecycle/zones';

const NODE_LEASES = 'kube-node-lease';
const BY_NODE = 'spec.nodeName';
const NOT_READY_TAINT = { key: NOT_READY, effect: 'NoExecute' };
const UNREACHABLE_TAINT = { key: UNREACHABLE, effect: 'NoExecute' };

export class NodeLifecycleController extends ReconcilingController {
  readonly name = 'node-lifecycle-controller';
  readonly #nodes: Informer<Node>;
  readonly #leases: Informer<Lease>;
  readonly #pods: Informer<Pod>;
  readonly #health: NodeHealth;
  readonly #taints: NodeTaints;
  readonly #podsNotReady: PodsNotReady;
  readonly #counts = new ZoneCounts();
  readonly #evictions: ZoneEvictions;
  readonly #taintEviction: TaintEviction;
  readonly #podQueue: WorkQueue;
  readonly #known = new Map<string, Node>();
  /** Nodes whose pods could not all be marked. */
  readonly #unmarked = new Set<string>();
  readonly #rounds: Rounds;

  constructor(context: ControllerContext, options: ControllerManagerOptions) {
    super(context);
    const { client, clock, events, informers } = context;
    this.#nodes = informers.of<Node>('nodes');
    this.#leases = informers.of<Lease>('coordination.k8s.io/leases');
    this.#pods = informers.of<Pod>('pods');
    this.#pods.addIndex(BY_NODE, ({ spec }) => (spec?.nodeName ? [spec.nodeName] : []));
    this.#rounds = new Rounds(clock, options.nodeMonitorPeriodMs, (names) => this.#look(names));
    this.#health = new NodeHealth(options, (ms) => this.#rounds.atOrAfter(ms));
    this.#taints = new NodeTaints(client, clock);
    this.#podsNotReady = new PodsNotReady(client, events, clock);
    this.#evictions = new ZoneEvictions(clock, options, this.#counts, (name) => this.#giveUp(name));
    this.#taintEviction = new TaintEviction(context, this.#nodes, this.#pods, (name) => this.#podsOf(name));
    this.#podQueue = new WorkQueue(clock, (key) => this.#markNewPod(key));
  }

  start(): void {
    const { clock } = this.context;
    const changed = ({ metadata: { name } }: Node): void => {
      this.queue.add(name);
      this.#rounds.add(name, clock.now());
    };
    this.#nodes.addHandlers({
      added: changed,
      updated: (before, after) => {
        const [old, ready] = [readyCondition(before), readyCondition(after)];
        if (old?.lastHeartbeatTime !== ready?.lastHeartbeatTime) this.#health.heard(after.metadata.name, clock.now());
        if (isNews(before, after)) changed(after);
      },
      deleted: changed,
    });
    const renewed = (lease: Lease): void => {
      const { name, namespace } = lease.metadata;
      if (namespace !== NODE_LEASES || !this.#known.has(name)) return;
      this.#health.renewed(name, lease, clock.now());
      this.#rounds.add(name, this.#health.aliveUntilMs(name) + 1);
    };
    this.#leases.addHandlers({ added: renewed, updated: (_before, lease) => renewed(lease), deleted: renewed });
    const bound = (pod: Pod): void => {
      if (pod.spec?.nodeName) this.#podQueue.add(keyOf(pod));
    };
    this.#pods.addHandlers({
      added: bound,
      updated: (before, after) => {
        if (before.spec?.nodeName !== after.spec?.nodeName) bound(after);
      },
    });
    this.#taintEviction.start();
  }

  override stop(): void {
    super.stop();
    this.#rounds.stop();
    this.#evictions.stop();
    this.#taintEviction.stop();
    this.#podQueue.stop();
  }

  /** What follows from a node's own words at once: NoSchedule taints and labels. */
  reconcile(name: string): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    const { added, removed } = conditionTaintChanges(node);
    this.#taints.swap(node, added, removed);
    const labels = missingNodeLabels(node.metadata.labels);
    if (Object.keys(labels).length === 0) return;
    this.context.client.resource<Node>('nodes').patch(name, '', 'merge', { metadata: { labels } });
  }

  #podsOf(node: string): readonly Pod[] {
    return this.#pods.byIndex(BY_NODE, node);
  }

  /** A round of upstream's monitor, for the nodes that are due. */
  #look(names: ReadonlySet<string>): void {
    let counted = false;
    for (const name of [...names].sort()) {
      const node = this.#nodes.get(name);
      const known = this.#known.get(name);
      if (known && known.metadata.uid !== node?.metadata.uid) counted = this.#forget(known) || counted;
      if (node) counted = this.#lookAt(node) || counted;
    }
    if (!counted) return;
    this.#evictions.update({
      stopEvictions: () => this.#nodes.list().forEach((node) => this.#markReachable(node)),
      resume: () => {
        const nowMs = this.context.clock.now();
        this.#health.reset(nowMs);
        for (const { metadata } of this.#nodes.list()) this.#rounds.add(metadata.name, nowMs + 1);
      },
    });
  }

  #forget(node: Node): boolean {
    const { name } = node.metadata;
    this.#tellNode(node, 'RemovingNode', `Removing Node ${name} from Controller`);
    this.#known.delete(name);
    this.#unmarked.delete(name);
    this.#health.forget(name);
    return this.#counts.forget(name);
  }

  #register(node: Node): void {
    const { name } = node.metadata;
    this.#tellNode(node, 'RegisteredNode', `Registered Node ${name} in Controller`);
    this.#known.set(name, node);
    this.#evictions.addZone(node);
    this.#markReachable(node);
  }

  /** Answers whether the counts of its zone have changed. */
  #lookAt(node: Node): boolean {
    const { name } = node.metadata;
    if (!this.#known.has(name)) this.#register(node);
    else this.#evictions.addZone(node);
    const observed = readyCondition(node);
    const silent = this.#isSilent(node);
    const ready = silent ? 'Unknown' : observed?.status;
    if (silent && observed?.status !== 'Unknown' && !this.#reportSilence(node)) return false;
    const counted = this.#counts.set(node, ready === 'True');
    if (ready === undefined) return counted;
    this.#evictByTaint(node, observed?.status ?? 'Unknown');
    const fell = ready !== 'True' && observed?.status === 'True';
    if (fell) {
      const message = `Node ${name} status is now: NodeNotReady`;
      this.context.events.event(subjectOf(node), 'Normal', 'NodeNotReady', message);
    }
    const again = this.#unmarked.has(name) && observed?.status !== 'True';
    if ((fell || again) && !this.#podsNotReady.mark(this.#podsOf(name))) {
      this.#unmarked.add(name);
      this.#rounds.add(name, this.context.clock.now() + 1);
    } else this.#unmarked.delete(name);
    return counted;
  }

  /** Whether nothing was heard of a node for too long. If not, it is looked at again when that would be so. */
  #isSilent(node: Node): boolean {
    const { name } = node.metadata;
    const nowMs = this.context.clock.now();
    this.#health.look(node, this.#leases.get(`${NODE_LEASES}/${name}`), nowMs);
    const aliveUntilMs = this.#health.aliveUntilMs(name);
    if (nowMs <= aliveUntilMs) {
      this.#rounds.add(name, aliveUntilMs + 1);
      return false;
    }
    // A Lease that this copy of it has not followed is news on its way, or renewed without a write until that ends:
    // either way the copy will change when there is reason to look again.
    const lease = this.context.client.resource<Lease>('leases', 'coordination.k8s.io').find(name, NODE_LEASES);
    this.#health.look(node, lease, nowMs);
    return nowMs > this.#health.aliveUntilMs(name);
  }

  /** False when the node is gone, or has reported meanwhile. */
  #reportSilence(node: Node): boolean {
    const conditions = unknownConditions(node, this.context.clock.now());
    try {
      const nodes = this.context.client.resource<Node>('nodes');
      const updated = nodes.updateStatus({ ...node, status: { ...node.status, conditions } });
      this.#health.look(updated, undefined, this.context.clock.now());
      return true;
    } catch (error) {
      if (!isStatusError(error, 'Conflict', 'NotFound')) throw error;
      this.#rounds.add(node.metadata.name, this.context.clock.now() + 1);
      return false;
    }
  }

  #evictByTaint(node: Node, observed: NodeCondition['status']): void {
    if (observed === 'True') return this.#markReachable(node);
    const [wanted, opposite] = tainted(observed);
    if (hasTaint(node, opposite)) this.#taints.swap(node, [wanted], [opposite]);
    else if (!hasTaint(node, wanted)) this.#evictions.add(node);
  }

  /** Its turn has come: unless it is ready again, its pods are to leave. */
  #giveUp(name: string): void {
    const node = this.#nodes.get(name);
    const status = node && readyCondition(node)?.status;
    if (!node || (status !== 'False' && status !== 'Unknown')) return;
    const [wanted, opposite] = tainted(status);
    this.#taints.swap(node, [wanted], [opposite]);
  }

  #markReachable(node: Node): void {
    this.#taints.remove(node, [UNREACHABLE_TAINT]);
    this.#taints.remove(node, [NOT_READY_TAINT]);
    this.#evictions.remove(node);
  }

  /** A pod that comes to a node which is not ready is not ready either. */
  #markNewPod(key: string): void {
    const pod = this.#pods.get(key);
    const nodeName = pod?.spec?.nodeName;
    if (!pod || !nodeName || !this.#nodes.get(nodeName)) return;
    const ready = this.#health.lastReady(nodeName);
    if (!ready || ready.status === 'True') return;
    if (!this.#podsNotReady.mark([pod])) this.#podQueue.addRateLimited(key);
  }

  #tellNode(node: Node, reason: string, event: string): void {
    this.context.events.event(subjectOf(node), 'Normal', reason, `Node ${node.metadata.name} event: ${event}`);
  }
}

/** The NoExecute taint of a node that is not ready, and its opposite: a node has one of them. */
function tainted(status: NodeCondition['status']): readonly [typeof NOT_READY_TAINT, typeof NOT_READY_TAINT] {
  return status === 'False' ? [NOT_READY_TAINT, UNREACHABLE_TAINT] : [UNREACHABLE_TAINT, NOT_READY_TAINT];
}

/** As events about nodes name them. */
function subjectOf({ metadata: { name, uid } }: Node): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string };
} {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, uid } };
}

/** Whether more has changed than the times of the conditions. */
function isNews(before: Node, after: Node): boolean {
  const states = ({ status }: Node): readonly (readonly string[])[] =>
    (status?.conditions ?? []).map((condition) => [condition.type, condition.status]);
  return (
    before.metadata.uid !== after.metadata.uid ||
    !sameJson(before.spec, after.spec) ||
    !sameJson(before.metadata.labels, after.metadata.labels) ||
    !sameJson(states(before), states(after))
  );
}
