/**
 * Keeps a pod of each DaemonSet on every node that it is for.
 *
 * Watches: DaemonSets, Pods, Nodes, ControllerRevisions. Writes: Pods, ControllerRevisions, DaemonSets' status, Events.
 * Upstream: pkg/controller/daemon/daemon_controller.go
 */
import type { ControllerRevision, DaemonSet, DaemonSetStatus } from '../apimachinery/api/apps-v1';
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';
import { keyOf, type KubeObject } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError } from '../apimachinery/status-error';
import { Backoff } from '../client/backoff';
import type { ResourceClient } from '../client/client';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { podsByNode, type PodsByNode } from './daemonset/daemon-pods';
import { daemonTemplate, isUpdated } from './daemonset/daemon-template';
import { nodeFitOf, type NodeFit } from './daemonset/node-fit';
import { placement, type Changes } from './daemonset/placement';
import { cleanUpRevisions, syncRevisions, type DaemonRevisions } from './daemonset/revisions';
import { rollingUpdate, surgeCount } from './daemonset/rolling-update';
import { daemonSetStatus } from './daemonset/status';
import { followDependents } from './pods/dependent-events';
import { Expectations } from './pods/expectations';
import { claim } from './pods/ownership';
import { isNamespaceTerminating, PodControl } from './pods/pod-control';
import { DependentIndex } from './pods/dependent-index';
import { isPodAvailable, isPodReady } from './pods/pod-state';
import { slowStart } from './pods/slow-start';

/** Pods made or taken away at once, at most. */
const BURST_REPLICAS = 250;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 15 * 60_000;

/** One look at one DaemonSet. */
interface Look {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly byNode: PodsByNode;
  readonly hash: string;
  fit(node: Node): NodeFit;
  isUpdated(pod: Pod): boolean;
  isAvailable(pod: Pod): boolean;
}

export class DaemonSetController extends ReconcilingController {
  readonly name = 'daemonset-controller';
  readonly #daemonSets: Informer<DaemonSet>;
  readonly #pods: Informer<Pod>;
  readonly #podIndex: DependentIndex<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #revisions: Informer<ControllerRevision>;
  readonly #expectations: Expectations;
  readonly #podControl: PodControl;
  readonly #failures: Backoff;

  constructor(context: ControllerContext) {
    super(context);
    this.#daemonSets = context.informers.of<DaemonSet>('apps/daemonsets');
    this.#pods = context.informers.of<Pod>('pods');
    this.#podIndex = new DependentIndex(this.#pods);
    this.#nodes = context.informers.of<Node>('nodes');
    this.#revisions = context.informers.of<ControllerRevision>('apps/controllerrevisions');
    this.#expectations = new Expectations(context.clock);
    this.#podControl = new PodControl(context.client, context.events);
    this.#failures = new Backoff(context.clock, FIRST_BACKOFF_MS, MAX_BACKOFF_MS);
  }

  start(): void {
    const enqueue = (daemonSet: DaemonSet): void => this.queue.add(keyOf(daemonSet));
    this.#daemonSets.addHandlers({
      added: enqueue,
      updated: (_before, after) => enqueue(after),
      deleted: (daemonSet) => {
        this.#expectations.forget(keyOf(daemonSet));
        enqueue(daemonSet);
      },
    });
    const orphaned = (object: KubeObject): void => this.#matching(object).forEach(enqueue);
    followDependents<DaemonSet, ControllerRevision>(this.#revisions, this.#daemonSets, 'DaemonSet', {
      created: () => undefined,
      changed: enqueue,
      deleted: enqueue,
      lost: enqueue,
      orphaned,
    });
    followDependents(this.#pods, this.#daemonSets, 'DaemonSet', {
      created: (daemonSet) => {
        this.#expectations.creationObserved(keyOf(daemonSet));
        enqueue(daemonSet);
      },
      changed: (daemonSet, before, after) => {
        enqueue(daemonSet);
        const { minReadySeconds = 0 } = daemonSet.spec ?? {};
        const becameReady = !isPodReady(before) && isPodReady(after);
        if (becameReady && minReadySeconds > 0) this.queue.addAfter(keyOf(daemonSet), (minReadySeconds + 1) * 1000);
      },
      deleted: (daemonSet, pod) => {
        this.#expectations.deletionObserved(keyOf(daemonSet), keyOf(pod));
        enqueue(daemonSet);
      },
      lost: enqueue,
      orphaned,
    });
    // A node that goes is noticed when its pods do.
    this.#nodes.addHandlers({
      added: (node) => this.#concerned((fit) => fit(node).shouldRun).forEach(enqueue),
      updated: (before, after) => {
        const labelled = !sameJson(before.metadata.labels, after.metadata.labels);
        if (!labelled && sameJson(before.spec?.taints, after.spec?.taints)) return;
        this.#concerned((fit) => !sameJson({ ...fit(before) }, { ...fit(after) })).forEach(enqueue);
      },
    });
  }

  reconcile(key: string): ReconcileResult | void {
    const daemonSet = this.#daemonSets.get(key);
    if (!daemonSet) return this.#expectations.forget(key);
    if (selectorOf(daemonSet.spec?.selector).empty) {
      const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
      return this.context.events.event(daemonSet, 'Warning', 'SelectingAll', message);
    }
    if (daemonSet.metadata.deletionTimestamp !== undefined) return;
    const settled = this.#expectations.satisfied(key);
    const pods = this.#claimedPods(daemonSet);
    const revisions = syncRevisions(this.context.client, daemonSet, this.#claimedRevisions(daemonSet), pods);
    const look = this.#look(daemonSet, pods, revisions);
    try {
      if (settled) this.#manage(key, look, revisions);
    } finally {
      this.#writeStatus(look, settled);
    }
    const { minReadySeconds = 0 } = daemonSet.spec ?? {};
    const waiting = pods.some((pod) => isPodReady(pod) && !look.isAvailable(pod));
    return minReadySeconds > 0 && waiting ? { requeueAfterMs: minReadySeconds * 1000 } : undefined;
  }

  #look(daemonSet: DaemonSet, pods: readonly Pod[], { hash }: DaemonRevisions): Look {
    const { minReadySeconds = 0 } = daemonSet.spec ?? {};
    const nowMs = this.context.clock.now();
    const fit = nodeFitOf(daemonSet);
    const fits = new Map<Node, NodeFit>();
    return {
      daemonSet,
      nodes: this.#nodes.list(),
      pods,
      byNode: podsByNode(pods),
      hash,
      fit: (node) => {
        const known = fits.get(node) ?? fit(node);
        fits.set(node, known);
        return known;
      },
      isUpdated: (pod) => isUpdated(pod, daemonSet, hash),
      isAvailable: (pod) => isPodAvailable(pod, minReadySeconds, nowMs),
    };
  }

  #manage(key: string, look: Look, revisions: DaemonRevisions): void {
    const { daemonSet } = look;
    this.#apply(key, look, this.#placement(look));
    if (this.#expectations.satisfied(key) && daemonSet.spec?.updateStrategy?.type === 'RollingUpdate') {
      this.#apply(key, look, rollingUpdate({ ...look, pods: look.byNode }));
    }
    cleanUpRevisions(this.context.client, daemonSet, revisions.old, look.pods);
  }

  #placement(look: Look): Changes {
    const { daemonSet, nodes, byNode } = look;
    return placement(nodes, byNode, {
      fit: (node) => look.fit(node),
      isUpdated: (pod) => look.isUpdated(pod),
      surges: surgeCount(daemonSet, 1) > 0,
      minReadySeconds: daemonSet.spec?.minReadySeconds ?? 0,
      nowMs: this.context.clock.now(),
      replacesEnded: (pod, nodeName) => this.#replacesEnded(daemonSet, pod, nodeName),
    });
  }

  /** One that failed is replaced at once; when that fails too, after 1 s, 2 s, 4 s, ... */
  #replacesEnded(daemonSet: DaemonSet, { metadata, status }: Pod, nodeName: string): boolean {
    const pod = `${metadata.namespace}/${metadata.name} on node ${nodeName}`;
    const { events } = this.context;
    if (status?.phase === 'Succeeded') {
      const message = `Found succeeded daemon pod ${pod}, will try to delete it`;
      events.event(daemonSet, 'Normal', 'SucceededDaemonPod', message);
      return true;
    }
    const item = `${daemonSet.metadata.uid}/${daemonSet.status?.observedGeneration ?? 0}/${nodeName}`;
    if (this.#failures.remainingMs(item) > 0) {
      this.queue.addAfter(keyOf(daemonSet), this.#failures.delayMs(item));
      return false;
    }
    this.#failures.next(item);
    events.event(daemonSet, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${pod}, will try to kill it`);
    return true;
  }

  #apply(key: string, { daemonSet, hash }: Look, changes: Changes): void {
    const nodeNames = changes.create.slice(0, BURST_REPLICAS);
    const victims = changes.delete.slice(0, BURST_REPLICAS);
    this.#expectations.expect(key, nodeNames.length, victims.map(keyOf));
    const failures: unknown[] = [];
    const { done, failure } = slowStart(nodeNames.length, (index) => {
      try {
        this.#podControl.create(daemonSet, daemonTemplate(daemonSet, hash, nodeNames[index]!));
      } catch (error) {
        // Everything in a namespace that goes will fail; there is no point in telling.
        if (!isNamespaceTerminating(error)) throw error;
      }
    });
    if (failure !== undefined) failures.push(failure);
    for (let skipped = done; skipped < nodeNames.length; skipped++) this.#expectations.creationObserved(key);
    for (const victim of victims) {
      try {
        this.#podControl.delete(daemonSet, victim);
      } catch (error) {
        this.#expectations.deletionObserved(key, keyOf(victim));
        if (!isStatusError(error, 'NotFound')) failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** @param observed whether all that the generation asks for has been looked at */
  #writeStatus(look: Look, observed: boolean): void {
    const { daemonSet } = look;
    const { generation = 0, name, namespace, uid } = daemonSet.metadata;
    const counted = (old: DaemonSetStatus | undefined): DaemonSetStatus => ({
      ...daemonSetStatus(old, look.nodes, look.byNode, look),
      ...(observed ? { observedGeneration: generation } : {}),
    });
    const status = counted(daemonSet.status);
    if (sameJson(status, daemonSet.status)) return;
    try {
      this.#client().updateStatus({ ...daemonSet, status });
    } catch (error) {
      if (!isStatusError(error, 'Conflict')) throw error;
      const fresh = this.#client().get(name, namespace);
      if (fresh.metadata.uid !== uid) throw error;
      this.#client().updateStatus({ ...fresh, status: counted(fresh.status) });
    }
  }

  #client(): ResourceClient<DaemonSet> {
    return this.context.client.resource<DaemonSet>('daemonsets', 'apps');
  }

  #claimedPods(daemonSet: DaemonSet): Pod[] {
    return claim(this.#podIndex.candidates(daemonSet), {
      owner: daemonSet,
      selector: selectorOf(daemonSet.spec?.selector),
      owners: this.#client(),
      dependents: this.context.client.resource<Pod>('pods'),
    });
  }

  #claimedRevisions(daemonSet: DaemonSet): ControllerRevision[] {
    return claim(this.#revisions.list(daemonSet.metadata.namespace), {
      owner: daemonSet,
      selector: selectorOf(daemonSet.spec?.selector),
      owners: this.#client(),
      dependents: this.context.client.resource<ControllerRevision>('controllerrevisions', 'apps'),
    });
  }

  #concerned(concerns: (fit: (node: Node) => NodeFit) => boolean): DaemonSet[] {
    return this.#daemonSets.list().filter((daemonSet) => concerns(nodeFitOf(daemonSet)));
  }

  /** Who would adopt the object. */
  #matching({ metadata }: KubeObject): DaemonSet[] {
    return this.#daemonSets.list(metadata.namespace).filter(({ spec }) => {
      const selector = selectorOf(spec?.selector);
      return !selector.empty && selector.matches(metadata.labels);
    });
  }
}
