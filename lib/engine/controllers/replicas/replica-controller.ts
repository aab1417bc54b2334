/**
 * Keeps as many pods as are asked for: what ReplicaSets and ReplicationControllers have in common.
 *
 * Watches: the owners, Pods. Writes: Pods, the owners' status, Events.
 * Upstream: pkg/controller/replicaset/replica_set.go
 */
import type { ReplicaSetStatus } from '../../apimachinery/api/apps-v1';
import type { Pod, PodTemplateSpec } from '../../apimachinery/api/core-v1';
import type { Selector } from '../../apimachinery/labels';
import { controllerOf, keyOf, type KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { isStatusError } from '../../apimachinery/status-error';
import { Suspension } from '../../clock/suspension';
import type { ResourceClient } from '../../client/client';
import {
  ReconcilingController,
  RetryError,
  type ControllerContext,
  type ReconcileResult,
} from '../../client/controller';
import type { Informer } from '../../client/informer';
import { Expectations } from '../pods/expectations';
import { claim } from '../pods/ownership';
import { isNamespaceTerminating, PodControl } from '../pods/pod-control';
import { followDependents } from '../pods/dependent-events';
import { DependentIndex } from '../pods/dependent-index';
import { isPodActive, isPodReady } from '../pods/pod-state';
import { podsToDelete } from '../pods/pods-to-delete';
import { slowStart } from '../pods/slow-start';
import { calculateReplicaStatus } from './replica-status';

/** Pods made or taken away at once, at most. */
const BURST_REPLICAS = 500;

export type ReplicaOwner = KubeObject<{
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: PodTemplateSpec;
  };
  readonly status?: ReplicaSetStatus;
}>;

/** How the two kinds differ. */
export interface ReplicaKind<Owner extends ReplicaOwner> {
  readonly kind: string;
  readonly group: string;
  readonly plural: string;
  selectorOf(owner: Owner): Selector;
}

export abstract class ReplicaController<Owner extends ReplicaOwner> extends ReconcilingController {
  readonly #owners: Informer<Owner>;
  readonly #pods: Informer<Pod>;
  readonly #podIndex: DependentIndex<Pod>;
  readonly #expectations: Expectations;
  readonly #podControl: PodControl;

  constructor(
    context: ControllerContext,
    private readonly replicaKind: ReplicaKind<Owner>,
  ) {
    super(context);
    const { group, plural } = replicaKind;
    this.#owners = context.informers.of<Owner>(group === '' ? plural : `${group}/${plural}`);
    this.#pods = context.informers.of<Pod>('pods');
    this.#podIndex = new DependentIndex(this.#pods);
    this.#expectations = new Expectations(context.clock);
    this.#podControl = new PodControl(context.client, context.events);
  }

  start(): void {
    const enqueue = (owner: Owner): void => this.queue.add(keyOf(owner));
    this.#owners.addHandlers({
      added: enqueue,
      updated: (_before, after) => enqueue(after),
      deleted: (owner) => {
        this.#expectations.forget(keyOf(owner));
        enqueue(owner);
      },
    });
    followDependents(this.#pods, this.#owners, this.replicaKind.kind, {
      created: (owner) => {
        this.#expectations.creationObserved(keyOf(owner));
        enqueue(owner);
      },
      changed: (owner, before, after) => {
        enqueue(owner);
        const { minReadySeconds = 0 } = owner.spec ?? {};
        const becameReady = !isPodReady(before) && isPodReady(after);
        if (becameReady && minReadySeconds > 0) this.queue.addAfter(keyOf(owner), (minReadySeconds + 1) * 1000);
      },
      deleted: (owner, pod) => {
        this.#expectations.deletionObserved(keyOf(owner), keyOf(pod));
        enqueue(owner);
      },
      lost: enqueue,
      orphaned: (pod) => this.#matching(pod).forEach(enqueue),
    });
  }

  reconcile(key: string): ReconcileResult | void {
    const owner = this.#owners.get(key);
    if (!owner) return this.#expectations.forget(key);
    const settled = this.#expectations.satisfied(key);
    const pods = this.#claimedPods(owner);
    let failure: Error | undefined;
    if (settled && owner.metadata.deletionTimestamp === undefined) failure = this.#manageReplicas(key, owner, pods);
    const updated = this.#updateStatus(owner, pods, failure);
    if (failure) throw failure;
    return this.#nextLook(updated);
  }

  /** Pods may have become available without anybody telling. */
  #nextLook({ spec = {}, status }: Owner): ReconcileResult | void {
    const { replicas = 1, minReadySeconds = 0 } = spec;
    if (minReadySeconds === 0) return;
    if ((status?.readyReplicas ?? 0) !== replicas || (status?.availableReplicas ?? 0) === replicas) return;
    return { requeueAfterMs: minReadySeconds * 1000 };
  }

  #resource(): ResourceClient<Owner> {
    return this.context.client.resource<Owner>(this.replicaKind.plural, this.replicaKind.group);
  }

  #claimedPods(owner: Owner): Pod[] {
    return claim(this.#podIndex.candidates(owner).filter(isPodActive), {
      owner,
      selector: this.replicaKind.selectorOf(owner),
      owners: this.#resource(),
      dependents: this.context.client.resource<Pod>('pods'),
    });
  }

  /** Who would adopt the pod. */
  #matching(pod: Pod): Owner[] {
    return this.#owners.list(pod.metadata.namespace).filter((owner) => {
      const selector = this.replicaKind.selectorOf(owner);
      return !selector.empty && selector.matches(pod.metadata.labels);
    });
  }

  #manageReplicas(key: string, owner: Owner, pods: readonly Pod[]): Error | undefined {
    const missing = (owner.spec?.replicas ?? 1) - pods.length;
    if (missing > 0) return this.#createPods(key, owner, Math.min(missing, BURST_REPLICAS));
    if (missing < 0) return this.#deletePods(key, owner, pods, Math.min(-missing, BURST_REPLICAS));
    return undefined;
  }

  #createPods(key: string, owner: Owner, count: number): Error | undefined {
    this.#expectations.expectCreations(key, count);
    const { done, failure } = slowStart(count, () => {
      try {
        this.#podControl.create(owner, owner.spec!.template!);
      } catch (error) {
        // Everything in a namespace that goes will fail; there is no point in telling.
        if (!isNamespaceTerminating(error)) throw error;
      }
    });
    for (let skipped = done; skipped < count; skipped++) this.#expectations.creationObserved(key);
    if (failure instanceof Suspension) throw failure;
    return failure as Error | undefined;
  }

  #deletePods(key: string, owner: Owner, pods: readonly Pod[], count: number): Error | undefined {
    const victims = podsToDelete(pods, count, this.#relatedPodsByNode(owner), this.context.clock.now());
    this.#expectations.expectDeletions(key, victims.map(keyOf));
    let failure: Error | undefined;
    for (const victim of victims) {
      try {
        this.#podControl.delete(owner, victim);
      } catch (error) {
        this.#expectations.deletionObserved(key, keyOf(victim));
        if (error instanceof Suspension) throw error;
        if (!isStatusError(error, 'NotFound')) failure ??= error as Error;
      }
    }
    return failure;
  }

  /** How many active pods each node has of all owners that belong to the same Deployment; without one, nodes do not count. */
  #relatedPodsByNode(owner: Owner): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const above = controllerOf(owner);
    if (!above) return counts;
    const siblings = this.#owners
      .list(owner.metadata.namespace)
      .filter((other) => controllerOf(other)?.uid === above.uid);
    for (const sibling of siblings) {
      for (const pod of this.#podIndex.controlledBy(sibling)) {
        const node = pod.spec?.nodeName ?? '';
        if (isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
      }
    }
    return counts;
  }

  #updateStatus(owner: Owner, pods: readonly Pod[], failure: Error | undefined): Owner {
    const { replicas = 1, minReadySeconds = 0, template } = owner.spec ?? {};
    const statusFor = (current: Owner): ReplicaSetStatus =>
      calculateReplicaStatus({
        old: current.status,
        generation: owner.metadata.generation,
        wanted: replicas,
        minReadySeconds,
        template,
        pods,
        failure,
        nowMs: this.context.clock.now(),
      });
    const status = statusFor(owner);
    if (sameJson(status, owner.status)) return owner;
    try {
      return this.#resource().updateStatus({ ...owner, status });
    } catch (error) {
      if (!isStatusError(error, 'Conflict')) throw error;
      const fresh = this.#resource().find(owner.metadata.name, owner.metadata.namespace);
      if (!fresh || fresh.metadata.uid !== owner.metadata.uid) throw new RetryError(`${keyOf(owner)} has changed`);
      return this.#resource().updateStatus({ ...fresh, status: statusFor(fresh) });
    }
  }
}
