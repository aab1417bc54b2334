/**
 * One step of a StatefulSet towards its pods: the missing made in order, the surplus taken away from the top, then the update.
 *
 * With `OrderedReady` every step waits for the pod before it; with `Parallel` only the update does.
 *
 * Upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
 * Differs: `maxUnavailable` of a rolling update is not looked at, since its feature gate is off in v1.28.
 */
import type { StatefulSet } from '../../apimachinery/api/apps-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { isPodAvailable, isPodFinished } from '../pods/pod-state';
import { slowStart } from '../pods/slow-start';
import {
  identityMatches,
  isInRange,
  newPod,
  ordinalOf,
  podRevision,
  replicasOf,
  startOrdinal,
  storageMatches,
  type Versions,
} from './pod-identity';
import type { StatefulPodControl } from './stateful-pod-control';
import { isCreated, isHealthy, isRunningAndReady, isTerminating } from './status';

export interface Step {
  /** The pods, and those still to be made. */
  readonly members: readonly Pod[];
  /** A pod of the old revision was just deleted. */
  readonly outdatedDeleted: boolean;
  readonly failure?: unknown;
}

export class StatefulReplicas {
  /** One for each ordinal that is wanted. */
  readonly #replicas: readonly Pod[];
  /** Those that are too many, the highest ordinal first. */
  readonly #condemned: readonly Pod[];
  readonly #firstUnhealthy: Pod | undefined;
  readonly #ordered: boolean;

  constructor(
    private readonly control: StatefulPodControl,
    private readonly set: StatefulSet,
    private readonly versions: Versions,
    pods: readonly Pod[],
    private readonly nowMs: number,
  ) {
    const present = new Map(pods.filter((pod) => isInRange(set, pod)).map((pod) => [ordinalOf(pod), pod]));
    const start = startOrdinal(set);
    this.#replicas = Array.from(
      { length: replicasOf(set) },
      (_, index) => present.get(start + index) ?? newPod(versions, start + index),
    );
    this.#condemned = pods
      .filter((pod) => ordinalOf(pod) >= 0 && !isInRange(set, pod))
      .sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const lowestFirst = [...this.#replicas, ...[...this.#condemned].reverse()];
    this.#firstUnhealthy = lowestFirst.find((pod) => !isHealthy(pod));
    this.#ordered = set.spec?.podManagementPolicy !== 'Parallel';
  }

  run(): Step {
    const members = [...this.#replicas, ...this.#condemned];
    try {
      const waits =
        this.#forAll(this.#replicas, (pod) => this.#process(pod)) ||
        this.#forAll(this.#condemned, (pod) => this.#mendClaims(pod)) ||
        this.#forAll(this.#condemned, (pod) => this.#processCondemned(pod));
      if (waits) return { members, outdatedDeleted: false };
    } catch (failure) {
      return { members, outdatedDeleted: false, failure };
    }
    return { members, ...this.#update() };
  }

  /** True when what comes after must wait: in order, that is the case as soon as it is for one pod. */
  #forAll(pods: readonly Pod[], action: (pod: Pod) => boolean): boolean {
    if (this.#ordered) return pods.some(action);
    const { failure } = slowStart(pods.length, (index) => action(pods[index]!));
    if (failure !== undefined) throw failure;
    return false;
  }

  /** True when the pods after this one must wait. */
  #process(pod: Pod): boolean {
    const { control, set } = this;
    if (isPodFinished(pod)) {
      if (!isTerminating(pod)) control.delete(set, pod);
      return true;
    }
    if (!isCreated(pod)) {
      if (control.claimIsStale(set, pod)) return true;
      control.create(set, pod);
      if (this.#ordered) return true;
    }
    if (pod.status?.phase === 'Pending') control.createMissingClaims(set, pod);
    if (this.#ordered && (isTerminating(pod) || !this.#isAvailable(pod))) return true;
    const { update } = this.versions;
    if (!identityMatches(set, pod) || !storageMatches(set, pod) || !control.claimsMatchPolicy(update, pod)) {
      control.update(update, pod);
    }
    return false;
  }

  #mendClaims(pod: Pod): boolean {
    const { control } = this;
    const { update } = this.versions;
    if (!control.claimsMatchPolicy(update, pod)) control.writeClaimOwners(update, pod);
    return false;
  }

  #processCondemned(pod: Pod): boolean {
    if (isTerminating(pod)) return this.#ordered;
    if (this.#ordered && pod !== this.#firstUnhealthy && !this.#isAvailable(pod)) return true;
    this.control.delete(this.set, pod);
    return true;
  }

  #isAvailable(pod: Pod): boolean {
    return isRunningAndReady(pod) && isPodAvailable(pod, this.set.spec?.minReadySeconds ?? 0, this.nowMs);
  }

  /** Takes away the highest pod of another revision, once all above it have the new one and are healthy. */
  #update(): Pick<Step, 'outdatedDeleted' | 'failure'> {
    const { type, rollingUpdate } = this.set.spec?.updateStrategy ?? {};
    if (type === 'OnDelete') return { outdatedDeleted: false };
    const lowest = rollingUpdate?.partition ?? 0;
    for (const pod of this.#replicas.slice(lowest).reverse()) {
      if (podRevision(pod) !== this.versions.updateName && !isTerminating(pod)) return this.#deleteOutdated(pod);
      if (!isHealthy(pod)) break;
    }
    return { outdatedDeleted: false };
  }

  #deleteOutdated(pod: Pod): Pick<Step, 'outdatedDeleted' | 'failure'> {
    try {
      this.control.delete(this.set, pod);
      return { outdatedDeleted: true };
    } catch (failure) {
      return { outdatedDeleted: false, failure };
    }
  }
}
