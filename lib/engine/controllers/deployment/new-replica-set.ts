/**
 * The ReplicaSet with the Deployment's template: found and brought up to date, or made.
 *
 * Upstream: pkg/controller/deployment/sync.go (getNewReplicaSet)
 */
import type { ReplicaSet } from '../../apimachinery/api/apps-v1';
import { controllerOf, controllerReference } from '../../apimachinery/object-meta';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import { withMetadata } from '../../apiserver/core';
import { isNamespaceTerminating } from '../pods/pod-control';
import { conditionOf, hasProgressDeadline, newCondition, withCondition } from './conditions';
import { isRollingUpdate, maxSurge, replicasOf } from './fenceposts';
import { REVISION, revisionOf, sameTemplate, sizeOf, totalSize, withRevision, withSizes } from './replica-sets';
import type { Rollout } from './rollout';
import { POD_TEMPLATE_HASH, templateHash } from '../pods/template-hash';

/** Brings revisions and annotations up to date. */
export function syncRevision(rollout: Rollout): void {
  const { current, old } = rollout.sets;
  if (!current) return;
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const minReadySeconds = rollout.deployment.spec?.minReadySeconds;
  const wanted = withRevision(current, rollout.deployment, revision);
  if (wanted !== current || (current.spec?.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
    rollout.adopt(rollout.replicaSets.update({ ...wanted, spec: { ...wanted.spec!, minReadySeconds } }));
    return;
  }
  const message = `Found new replica set "${current.metadata.name}"`;
  noteRevision(rollout, current, 'FoundNewReplicaSet', message, !conditionOf(rollout.deployment.status, 'Progressing'));
}

/** The Deployment shows the revision of its new ReplicaSet, and that it got somewhere: both in one write of its status. */
function noteRevision(rollout: Rollout, current: ReplicaSet, reason: string, message: string, tell: boolean): void {
  const { deployment } = rollout;
  const { annotations = {} } = deployment.metadata;
  const revision = current.metadata.annotations?.[REVISION];
  const renumbered = revision !== undefined && annotations[REVISION] !== revision;
  const numbered = renumbered
    ? withMetadata(deployment, { annotations: { ...annotations, [REVISION]: revision } })
    : deployment;
  const before = deployment.status?.conditions ?? [];
  const conditions =
    tell && hasProgressDeadline(deployment)
      ? withCondition(before, newCondition('Progressing', 'True', reason, message, rollout.nowMs()))
      : before;
  if (renumbered || conditions !== before) {
    rollout.writeWithStatus({ ...numbered, status: { ...deployment.status, conditions } });
  }
}

/** How many pods the new ReplicaSet may have now: all, or what the surge leaves. */
export function newReplicaSetSize(rollout: Rollout): number {
  const { deployment } = rollout;
  const replicas = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return replicas;
  const size = rollout.sets.current ? sizeOf(rollout.sets.current) : 0;
  const room = replicas + maxSurge(deployment) - totalSize(rollout.all);
  return room <= 0 ? size : size + Math.min(room, replicas - size);
}

/** Makes the new ReplicaSet where there is none. */
export function ensureNewReplicaSet(rollout: Rollout): void {
  syncRevision(rollout);
  if (rollout.sets.current) return;
  const draft = draftOf(rollout);
  const made = createReplicaSet(rollout, draft);
  rollout.adopt(made.replicaSet);
  const { name } = made.replicaSet.metadata;
  const size = sizeOf(draft);
  if (!made.existed && size > 0) {
    rollout.event('Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} to ${size}`);
  }
  noteRevision(rollout, made.replicaSet, 'NewReplicaSetCreated', `Created new replica set "${name}"`, !made.existed);
}

function draftOf(rollout: Rollout): ReplicaSet {
  const { deployment, sets } = rollout;
  const { template, selector, minReadySeconds } = deployment.spec!;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  const draft = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      ownerReferences: [controllerReference(deployment)],
      labels,
    },
    spec: {
      replicas: newReplicaSetSize(rollout),
      minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  } as unknown as ReplicaSet;
  const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1;
  return withSizes(withRevision(draft, deployment, revision), deployment);
}

interface Made {
  readonly replicaSet: ReplicaSet;
  /** It was there already: made by a look that did not hear of it. */
  readonly existed: boolean;
}

function createReplicaSet(rollout: Rollout, draft: ReplicaSet): Made {
  try {
    return { replicaSet: rollout.replicaSets.create(draft), existed: false };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    // Asked for whatever the refusal: a quota that it has used up itself speaks before its name is looked for.
    const existing = rollout.replicaSets.find(draft.metadata.name, draft.metadata.namespace);
    if (existing && isOurs(rollout, existing)) return { replicaSet: existing, existed: true };
    if (isStatusError(error, 'AlreadyExists')) countCollision(rollout);
    else if (!isNamespaceTerminating(error)) tellFailure(rollout, draft, error);
    throw error;
  }
}

function isOurs({ deployment }: Rollout, found: ReplicaSet): boolean {
  const owned = controllerOf(found)?.uid === deployment.metadata.uid;
  return owned && sameTemplate(found.spec?.template, deployment.spec?.template);
}

/** Another's ReplicaSet has the name, since its template has the same hash: the next name is made with another one. */
function countCollision(rollout: Rollout): void {
  const { deployment } = rollout;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  rollout.writeStatus({ ...deployment.status, collisionCount });
}

function tellFailure(rollout: Rollout, draft: ReplicaSet, error: StatusError): void {
  const message = `Failed to create new replica set "${draft.metadata.name}": ${error.message}`;
  if (hasProgressDeadline(rollout.deployment)) {
    rollout.writeCondition(newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, rollout.nowMs()));
  }
  rollout.event('Warning', 'ReplicaSetCreateError', message);
}
