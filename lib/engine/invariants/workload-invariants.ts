/** Of what controllers of workloads do by their own hand. */
import type { Deployment, ReplicaSet, StatefulSet } from '../apimachinery/api/apps-v1';
import type { HorizontalPodAutoscaler } from '../apimachinery/api/autoscaling-v2';
import type { Job } from '../apimachinery/api/batch-v1';
import type { Pod } from '../apimachinery/api/core-v1';
import type { KubeObject } from '../apimachinery/object-meta';
import { maxSurge, maxUnavailable, replicasOf } from '../controllers/deployment/fenceposts';
import { changeInvariant, nameOf, type ChangeInvariant, type InvariantWorld } from './invariant';

const BY_OWNER = 'invariants:owner';

/** Looked at when a Deployment's controller changes the size of one of its ReplicaSets. */
const surgeIsBounded = changeInvariant<ReplicaSet>({
  name: 'surge-is-bounded',
  resources: ['apps/replicasets'],
  broken: ({ type, object, previous }, world) => {
    const deployment = type === 'DELETED' ? undefined : deploymentOf(object, world);
    if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return undefined;
    const grew = (object.spec?.replicas ?? 0) - (previous?.spec?.replicas ?? 0);
    if (grew <= 0 || !isObserved(deployment)) return undefined;
    const most = replicasOf(deployment) + maxSurge(deployment);
    const total = sizeOfAll(world, deployment);
    return total <= most ? undefined : `${nameOf(deployment)} has ${total} replicas in its sets, ${most} are allowed`;
  },
});

/** A set that is made smaller leaves enough pods that were available when its controller last looked. */
const availabilityIsKept = changeInvariant<ReplicaSet>({
  name: 'availability-is-kept',
  resources: ['apps/replicasets'],
  broken: ({ type, object, previous }, world) => {
    const deployment = type === 'MODIFIED' ? deploymentOf(object, world) : undefined;
    if (!deployment || !previous || deployment.metadata.deletionTimestamp !== undefined) return undefined;
    if (deployment.spec?.strategy?.type === 'Recreate' || !isObserved(deployment)) return undefined;
    const before = previous.spec?.replicas ?? 0;
    const after = object.spec?.replicas ?? 0;
    if (after >= before) return undefined;
    const least = replicasOf(deployment) - maxUnavailable(deployment);
    const available = setsOf(world, deployment).reduce(
      (sum, set) => sum + Math.min(set.status?.availableReplicas ?? 0, set.spec?.replicas ?? 0),
      0,
    );
    const lost =
      Math.min(previous.status?.availableReplicas ?? 0, before) -
      Math.min(object.status?.availableReplicas ?? 0, after);
    return lost <= 0 || available >= least
      ? undefined
      : `${nameOf(deployment)} keeps ${available} available pods by its own hand, ${least} are promised`;
  },
});

/** The controller knows of the newest spec: before that it acts on the former one. */
function isObserved({ metadata, status }: Deployment): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}

function deploymentOf(set: ReplicaSet, { store }: InvariantWorld): Deployment | undefined {
  const owner = set.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Deployment');
  if (!owner) return undefined;
  const found = store.table<Deployment>('apps/deployments').get(`${set.metadata.namespace}/${owner.name}`);
  return found?.metadata.uid === owner.uid ? found : undefined;
}

function setsOf({ store }: InvariantWorld, { metadata }: Deployment): readonly ReplicaSet[] {
  return store.table<ReplicaSet>('apps/replicasets').index(BY_OWNER, controllerUids).get(metadata.uid);
}

function controllerUids({ metadata }: KubeObject): string[] {
  return (metadata.ownerReferences ?? []).filter(({ controller }) => controller).map(({ uid }) => uid);
}

function sizeOfAll(world: InvariantWorld, deployment: Deployment): number {
  return setsOf(world, deployment).reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0);
}

/** The names of a StatefulSet's pods are its ordinals: each within the range that it asks for, or on its way out. */
const oneOfEachOrdinal = changeInvariant<Pod>({
  name: 'one-pod-of-each-ordinal',
  resources: ['pods'],
  broken: ({ type, object }, { store }) => {
    const owner = object.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'StatefulSet');
    if (type !== 'ADDED' || !owner) return undefined;
    const set = store.table<StatefulSet>('apps/statefulsets').get(`${object.metadata.namespace}/${owner.name}`);
    if (!set || set.metadata.uid !== owner.uid) return undefined;
    const siblings = store.table<Pod>('pods').index(BY_OWNER, controllerUids).get(owner.uid);
    const ordinals = siblings.map(({ metadata }) => Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? Number.NaN));
    if (ordinals.some(Number.isNaN)) return `${nameOf(object)} has no ordinal`;
    return new Set(ordinals).size === ordinals.length ? undefined : `${nameOf(set)} has an ordinal twice`;
  },
});

const jobsDoNotOverdo = changeInvariant<Job>({
  name: 'jobs-do-not-overdo',
  resources: ['batch/jobs'],
  broken: ({ type, object: { spec, status, ...job } }) => {
    if (type === 'DELETED' || spec?.completions === undefined) return undefined;
    const { succeeded = 0 } = status ?? {};
    return succeeded <= spec.completions
      ? undefined
      : `${nameOf(job)} succeeded ${succeeded} times, ${spec.completions} were asked for`;
  },
});

const autoscalersStayWithin = changeInvariant<HorizontalPodAutoscaler>({
  name: 'autoscalers-stay-within-bounds',
  resources: ['autoscaling/horizontalpodautoscalers'],
  broken: ({ type, object, previous }) => {
    const desired = object.status?.desiredReplicas ?? 0;
    if (type === 'DELETED' || desired === 0 || desired === previous?.status?.desiredReplicas) return undefined;
    const { minReplicas = 1, maxReplicas = 0 } = object.spec ?? {};
    return desired >= minReplicas && desired <= maxReplicas
      ? undefined
      : `${nameOf(object)} asks for ${desired} replicas, between ${minReplicas} and ${maxReplicas} are allowed`;
  },
});

export const WORKLOAD_INVARIANTS: readonly ChangeInvariant[] = [
  surgeIsBounded,
  availabilityIsKept,
  oneOfEachOrdinal,
  jobsDoNotOverdo,
  autoscalersStayWithin,
];
