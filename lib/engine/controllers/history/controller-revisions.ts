/**
 * The earlier templates of a StatefulSet or DaemonSet, each kept as a ControllerRevision with a number that rises.
 *
 * Upstream: pkg/controller/history/controller_history.go
 */
import type { ControllerRevision } from '../../apimachinery/api/apps-v1';
import type { PodTemplateSpec } from '../../apimachinery/api/core-v1';
import { compareText } from '../../apimachinery/go-text';
import { controllerReference, type JsonValue, type KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { isStatusError } from '../../apimachinery/status-error';
import type { Draft, ResourceClient } from '../../client/client';
import { templateHash } from '../pods/template-hash';

const MAX_PREFIX_LENGTH = 223;

/** What can have revisions. */
export type RevisionOwner = KubeObject<{ readonly spec?: { readonly template: PodTemplateSpec } }>;

/** What is kept of the owner: a patch that brings its template back. */
export function revisionData({ spec }: RevisionOwner): JsonValue {
  return { spec: { template: { ...spec!.template, $patch: 'replace' } } };
}

/** The owner as it was at the revision. */
export function atRevision<Owner extends RevisionOwner>(owner: Owner, revision: ControllerRevision): Owner {
  const data = revision.data as { readonly spec: { readonly template: PodTemplateSpec & { $patch?: string } } };
  const { $patch: _directive, ...template } = data.spec.template;
  return { ...owner, spec: { ...owner.spec, template } };
}

/** In order of number, then of age. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return (
    a.revision - b.revision ||
    compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

/** The name and hash of the owner's present template. */
export function revisionIdentity(
  owner: RevisionOwner,
  collisionCount: number,
): { readonly name: string; readonly hash: string } {
  const hash = templateHash(revisionData(owner), collisionCount);
  return { name: `${owner.metadata.name.slice(0, MAX_PREFIX_LENGTH)}-${hash}`, hash };
}

/** A revision of the owner's present template, still to be made. */
export function revisionDraft(
  owner: RevisionOwner,
  name: string,
  revision: number,
  label: Readonly<Record<string, string>>,
): Draft<ControllerRevision> {
  const { namespace, annotations } = owner.metadata;
  return {
    metadata: {
      name,
      namespace,
      labels: { ...owner.spec!.template.metadata?.labels, ...label },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    data: revisionData(owner),
    revision,
  };
}

/** Makes a revision; the one that is there already under its name if it says the same, undefined if it says something else. */
export function createRevision(
  revisions: ResourceClient<ControllerRevision>,
  draft: Draft<ControllerRevision>,
): ControllerRevision | undefined {
  try {
    return revisions.create(draft);
  } catch (error) {
    if (!isStatusError(error, 'AlreadyExists')) throw error;
    const existing = revisions.get(draft.metadata.name!, draft.metadata.namespace ?? undefined);
    return sameJson(existing.data, draft.data) ? existing : undefined;
  }
}
