/**
 * Keeps the pods of each StatefulSet, which have names, storage and an order of their own.
 *
 * Watches: StatefulSets, Pods, PersistentVolumeClaims, ControllerRevisions.
 * Writes: Pods, PersistentVolumeClaims, ControllerRevisions, StatefulSets' status, Events.
 * Upstream: pkg/controller/statefulset/stateful_set.go
 */
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '../apimachinery/api/apps-v1';
import type { Pod } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';
import { controllerOf, keyOf } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import type { ResourceClient } from '../client/client';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { atRevision } from './history/controller-revisions';
import { claim } from './pods/ownership';
import { followDependents } from './pods/dependent-events';
import { DependentIndex } from './pods/dependent-index';
import { isPodReady } from './pods/pod-state';
import { isMemberOf, replicasOf } from './statefulset/pod-identity';
import { StatefulReplicas } from './statefulset/replicas';
import { syncRevisions, truncateHistory, type Revisions } from './statefulset/revisions';
import { StatefulPodControl } from './statefulset/stateful-pod-control';
import { countPods, statefulSetStatus, statusDiffers } from './statefulset/status';

export class StatefulSetController extends ReconcilingController {
  readonly name = 'statefulset-controller';
  readonly #sets: Informer<StatefulSet>;
  readonly #pods: Informer<Pod>;
  readonly #podIndex: DependentIndex<Pod>;
  readonly #revisions: Informer<ControllerRevision>;
  readonly #control: StatefulPodControl;

  constructor(context: ControllerContext) {
    super(context);
    this.#sets = context.informers.of<StatefulSet>('apps/statefulsets');
    this.#pods = context.informers.of<Pod>('pods');
    this.#podIndex = new DependentIndex(this.#pods);
    this.#revisions = context.informers.of<ControllerRevision>('apps/controllerrevisions');
    this.#control = new StatefulPodControl(context);
  }

  start(): void {
    const enqueue = (set: StatefulSet): void => this.queue.add(keyOf(set));
    this.#sets.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after), deleted: enqueue });
    followDependents(this.#pods, this.#sets, 'StatefulSet', {
      created: enqueue,
      changed: (set, before, after) => {
        enqueue(set);
        const { minReadySeconds = 0 } = set.spec ?? {};
        const becameReady = !isPodReady(before) && isPodReady(after);
        if (becameReady && minReadySeconds > 0) this.queue.addAfter(keyOf(set), (minReadySeconds + 1) * 1000);
      },
      deleted: enqueue,
      lost: enqueue,
      orphaned: (pod) => this.#matching(pod).forEach(enqueue),
    });
  }

  reconcile(key: string): ReconcileResult | void {
    const set = this.#sets.get(key);
    if (!set) return;
    const known = this.#claimedRevisions(set);
    const pods = this.#claimedPods(set);
    const client = this.context.client.resource<ControllerRevision>('controllerrevisions', 'apps');
    const revisions = syncRevisions(set, known, client);
    const { status, failure } = this.#step(set, revisions, pods);
    if (statusDiffers(set, status)) this.#writeStatus(set, status);
    truncateHistory(set, known, revisions, pods, client);
    if (failure !== undefined) throw failure;
    // Pods may have become available without anybody telling.
    const { minReadySeconds = 0 } = set.spec ?? {};
    if (minReadySeconds === 0 || status.availableReplicas === replicasOf(set)) return;
    return { requeueAfterMs: minReadySeconds * 1000 };
  }

  #step(
    set: StatefulSet,
    revisions: Revisions,
    pods: readonly Pod[],
  ): { readonly status: StatefulSetStatus; readonly failure?: unknown } {
    const nowMs = this.context.clock.now();
    const { current, update } = revisions;
    const versions = {
      current: atRevision(set, current),
      currentName: current.metadata.name,
      update: atRevision(set, update),
      updateName: update.metadata.name,
    };
    if (set.metadata.deletionTimestamp !== undefined) {
      return { status: statefulSetStatus(set, revisions, countPods(set, revisions, pods, nowMs)) };
    }
    const step = new StatefulReplicas(this.#control, set, versions, pods, nowMs).run();
    const counts = countPods(set, revisions, step.members, nowMs);
    const currentReplicas = counts.currentReplicas - (step.outdatedDeleted ? 1 : 0);
    const status = statefulSetStatus(set, revisions, { ...counts, currentReplicas });
    return { status, failure: step.failure };
  }

  #writeStatus(set: StatefulSet, status: StatefulSetStatus): void {
    try {
      this.#client().updateStatus({ ...set, status });
    } catch (error) {
      if (!isStatusError(error, 'Conflict')) throw error;
      const fresh = this.#client().find(set.metadata.name, set.metadata.namespace);
      if (fresh?.metadata.uid !== set.metadata.uid) throw error;
      this.#client().updateStatus({ ...fresh, status });
    }
  }

  #client(): ResourceClient<StatefulSet> {
    return this.context.client.resource<StatefulSet>('statefulsets', 'apps');
  }

  #claimedRevisions(set: StatefulSet): ControllerRevision[] {
    const selector = selectorOf(set.spec?.selector);
    const { namespace, uid } = set.metadata;
    const candidates = this.#revisions.list(namespace).filter((revision) => {
      const owner = controllerOf(revision);
      return selector.matches(revision.metadata.labels) && (!owner || owner.uid === uid);
    });
    const dependents = this.context.client.resource<ControllerRevision>('controllerrevisions', 'apps');
    return claim(candidates, { owner: set, selector, owners: this.#client(), dependents });
  }

  #claimedPods(set: StatefulSet): Pod[] {
    return claim(this.#podIndex.candidates(set), {
      owner: set,
      selector: selectorOf(set.spec?.selector),
      accepts: (pod) => isMemberOf(set, pod),
      owners: this.#client(),
      dependents: this.context.client.resource<Pod>('pods'),
    });
  }

  /** Who would adopt the pod. */
  #matching(pod: Pod): StatefulSet[] {
    return this.#sets.list(pod.metadata.namespace).filter(({ spec }) => {
      const selector = selectorOf(spec?.selector);
      return !selector.empty && selector.matches(pod.metadata.labels);
    });
  }
}
