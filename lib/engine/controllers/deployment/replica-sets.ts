/**
 * A Deployment's ReplicaSets: which is the new one, which are old, how large they are, what their annotations remember.
 *
 * Upstream: pkg/controller/deployment/util/deployment_util.go
 */
import type { Deployment, ReplicaSet } from '../../apimachinery/api/apps-v1';
import type { PodTemplateSpec } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';
import { withMetadata } from '../../apiserver/core';
import { maxSurge, replicasOf } from './fenceposts';
import { POD_TEMPLATE_HASH } from '../pods/template-hash';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
/** What asks for a rollback, and to which revision. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
const MAX_REVISION_HISTORY_LENGTH = 2000;

/** Annotations of a Deployment that its ReplicaSets do not take over. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
]);

/** A Deployment's ReplicaSets, told apart. */
export interface ReplicaSets {
  /** The one with the Deployment's template; undefined while it is still to be made. */
  readonly current: ReplicaSet | undefined;
  /** All others, oldest first. */
  readonly old: readonly ReplicaSet[];
}

export function sizeOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 1;
}

/** The sum of what the ReplicaSets ask for. */
export function totalSize(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + sizeOf(replicaSet), 0);
}

/** The sum of a number in the ReplicaSets' status. */
export function totalOf(
  replicaSets: readonly (ReplicaSet | undefined)[],
  member: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (replicaSet?.status?.[member] ?? 0), 0);
}

/** Those that ask for pods. */
export function active(replicaSets: readonly (ReplicaSet | undefined)[]): ReplicaSet[] {
  return replicaSets.filter(
    (replicaSet): replicaSet is ReplicaSet => replicaSet !== undefined && sizeOf(replicaSet) > 0,
  );
}

export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata, b.metadata];
  if (left.creationTimestamp !== right.creationTimestamp) {
    return left.creationTimestamp < right.creationTimestamp ? -1 : 1;
  }
  return left.name < right.name ? -1 : 1;
}

/** Largest first; of one size the older first. */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return sizeOf(b) - sizeOf(a) || byCreation(a, b);
}

/** Largest first; of one size the newer first. */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return sizeOf(b) - sizeOf(a) || byCreation(b, a);
}

/** Whether two templates make the same pods; the hash that a ReplicaSet adds does not count. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return sameJson(withoutHash(a), withoutHash(b));
}

/** The template as the Deployment has it: without the hash that a ReplicaSet adds. */
export function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** @param replicaSets all that belong to the Deployment */
export function toldApart(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSets {
  const sorted = [...replicaSets].sort(byCreation);
  const current = sorted.find(({ spec }) => sameTemplate(spec?.template, deployment.spec?.template));
  return { current, old: sorted.filter((replicaSet) => replicaSet !== current) };
}

export function revisionOf(object: ReplicaSet | Deployment): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0) || 0;
}

/** The replicas that the Deployment asked for when it last scaled the ReplicaSet; undefined when it never did. */
export function desiredReplicas(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, DESIRED_REPLICAS);
}

/** Replicas and surge of the Deployment when it last scaled the ReplicaSet. */
export function maxReplicas(replicaSet: ReplicaSet): number | undefined {
  return numberIn(replicaSet, MAX_REPLICAS);
}

function numberIn(replicaSet: ReplicaSet, annotation: string): number | undefined {
  const text = replicaSet.metadata.annotations?.[annotation];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The ReplicaSet remembering what size the Deployment has now. */
export function withSizes(replicaSet: ReplicaSet, deployment: Deployment): ReplicaSet {
  const replicas = replicasOf(deployment);
  return withAnnotations(replicaSet, {
    [DESIRED_REPLICAS]: String(replicas),
    [MAX_REPLICAS]: String(replicas + maxSurge(deployment)),
  });
}

/** The annotations that a Deployment and its ReplicaSets have in common. */
function sharedAnnotations({ metadata }: ReplicaSet | Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !OWN_ANNOTATIONS.has(name)));
}

/** The Deployment with the annotations that it had when the ReplicaSet was its new one. */
export function withAnnotationsOf(deployment: Deployment, replicaSet: ReplicaSet): Deployment {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => OWN_ANNOTATIONS.has(name));
  return withMetadata(deployment, {
    annotations: { ...Object.fromEntries(own), ...sharedAnnotations(replicaSet) },
  });
}

/** The ReplicaSet with the Deployment's annotations and a revision; one that rises remembers those it had. */
export function withRevision(replicaSet: ReplicaSet, deployment: Deployment, revision: number): ReplicaSet {
  const inherited = sharedAnnotations(deployment);
  const { [REVISION]: before, [REVISION_HISTORY]: history = '' } = replicaSet.metadata.annotations ?? {};
  const rises = (Number(before ?? 0) || 0) < revision;
  return withAnnotations(replicaSet, {
    ...inherited,
    ...(rises ? { [REVISION]: String(revision) } : {}),
    ...(rises && before !== undefined ? { [REVISION_HISTORY]: lengthened(history, before) } : {}),
  });
}

/** The history with one more revision; the oldest are dropped when it grows too long. */
function lengthened(history: string, revision: string): string {
  const revisions = [...(history === '' ? [] : history.split(',')), revision];
  while (revisions.length > 1 && revisions.join().length > MAX_REVISION_HISTORY_LENGTH) revisions.shift();
  return revisions.join();
}

/** The same object when nothing changes. */
function withAnnotations(replicaSet: ReplicaSet, annotations: Readonly<Record<string, string>>): ReplicaSet {
  const before = replicaSet.metadata.annotations ?? {};
  if (Object.entries(annotations).every(([name, value]) => before[name] === value)) return replicaSet;
  return withMetadata(replicaSet, { annotations: { ...before, ...annotations } });
}
