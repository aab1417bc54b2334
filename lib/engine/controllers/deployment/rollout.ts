/**
 * One look at one Deployment: what it owns, and the writes that a rollout is made of. Each write leaves the newest state here, so that
 * the steps after it build on it.
 *
 * Upstream: pkg/controller/deployment/sync.go (scaleReplicaSet, cleanupDeployment)
 */
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../apimachinery/api/apps-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { isStatusError } from '../../apimachinery/status-error';
import type { ResourceClient } from '../../client/client';
import type { ControllerContext } from '../../client/controller';
import { withCondition } from './conditions';
import { revisionOf, sizeOf, toldApart, withSizes, type ReplicaSets } from './replica-sets';

/** Keeps every old ReplicaSet. */
const NO_LIMIT = 2_147_483_647;

export class Rollout {
  #deployment: Deployment;
  #owned: ReplicaSet[];
  /** Worked out once for what is owned; comparing templates is dear. */
  #sets: ReplicaSets | undefined;

  constructor(
    private readonly context: ControllerContext,
    deployment: Deployment,
    owned: readonly ReplicaSet[],
    /** The pods of each of its ReplicaSets, by the uid of that. */
    readonly podsOf: (replicaSet: ReplicaSet) => readonly Pod[],
  ) {
    this.#deployment = deployment;
    this.#owned = [...owned];
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  get sets(): ReplicaSets {
    this.#sets ??= toldApart(this.#deployment, this.#owned);
    return this.#sets;
  }

  get all(): readonly ReplicaSet[] {
    const { current, old } = this.sets;
    return current ? [...old, current] : old;
  }

  nowMs(): number {
    return this.context.clock.now();
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(this.#deployment, type, reason, message);
  }

  get replicaSets(): ResourceClient<ReplicaSet> {
    return this.context.client.resource<ReplicaSet>('replicasets', 'apps');
  }

  get deployments(): ResourceClient<Deployment> {
    return this.context.client.resource<Deployment>('deployments', 'apps');
  }

  /** Takes in a ReplicaSet that was made or changed. */
  adopt(replicaSet: ReplicaSet): void {
    const others = this.#owned.filter(({ metadata }) => metadata.uid !== replicaSet.metadata.uid);
    this.#owned = [...others, replicaSet];
    this.#sets = undefined;
  }

  /** Gives a ReplicaSet its size. False when it has it already. */
  scale(replicaSet: ReplicaSet, size: number): boolean {
    const before = sizeOf(replicaSet);
    const sized = withSizes(replicaSet, this.#deployment);
    if (size === before && sized === replicaSet) return false;
    this.adopt(this.replicaSets.update({ ...sized, spec: { ...sized.spec!, replicas: size } }));
    if (size === before) return false;
    const direction = size > before ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${replicaSet.metadata.name} to ${size} from ${before}`;
    this.event('Normal', 'ScalingReplicaSet', message);
    return true;
  }

  /** Writes a status where it says something new. */
  writeStatus(status: DeploymentStatus): void {
    if (sameJson(status, this.#deployment.status)) return;
    this.writeWithStatus({ ...this.#deployment, status });
  }

  writeCondition(condition: DeploymentCondition): void {
    const conditions = withCondition(this.#deployment.status?.conditions ?? [], condition);
    this.writeStatus({ ...this.#deployment.status, conditions });
  }

  /** Writes status and metadata, which the status subresource takes as well. */
  writeWithStatus(deployment: Deployment): void {
    this.#deployment = this.deployments.updateStatus(deployment);
  }

  /** Deletes old ReplicaSets beyond the limit, those of the lowest revisions first; never one that has pods or is not settled. */
  cleanUp(): void {
    const limit = this.#deployment.spec?.revisionHistoryLimit ?? NO_LIMIT;
    if (limit === NO_LIMIT) return;
    const old = this.sets.old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const surplus = old.length - limit;
    if (surplus <= 0) return;
    for (const replicaSet of old.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus)) {
      const { metadata, status } = replicaSet;
      if ((status?.replicas ?? 0) !== 0 || sizeOf(replicaSet) !== 0) continue;
      if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) continue;
      try {
        this.replicaSets.delete(metadata.name, metadata.namespace);
      } catch (error) {
        if (!isStatusError(error, 'NotFound')) throw error;
      }
    }
  }
}
