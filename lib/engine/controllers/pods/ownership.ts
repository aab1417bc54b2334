/**
 * Which objects a controller owns: those that name it as their controller, orphans that its selector matches (it adopts them), not those
 * that its selector no longer matches (it releases them).
 *
 * Upstream: pkg/controller/controller_ref_manager.go
 */
import type { Selector } from '../../apimachinery/labels';
import { controllerOf, controllerReference, type KubeObject } from '../../apimachinery/object-meta';
import { isStatusError } from '../../apimachinery/status-error';
import type { ResourceClient } from '../../client/client';
import { RetryError } from '../../client/controller';

export interface Claim<Owner extends KubeObject, Dependent extends KubeObject> {
  readonly owner: Owner;
  readonly selector: Selector;
  /** A further test besides the selector. */
  readonly accepts?: (dependent: Dependent) => boolean;
  /** Where the owner is read afresh before it adopts anything. */
  readonly owners: ResourceClient<Owner>;
  readonly dependents: ResourceClient<Dependent>;
  /** A finalizer that is added on adoption and removed on release. */
  readonly finalizer?: string;
}

/**
 * Answers which of `candidates` the owner has after adopting and releasing.
 * @throws RetryError when something could not be adopted because the owner is going
 * @throws StatusError as the API server answers
 */
export function claim<Owner extends KubeObject, Dependent extends KubeObject>(
  candidates: readonly Dependent[],
  request: Claim<Owner, Dependent>,
): Dependent[] {
  const { owner, selector, accepts = () => true } = request;
  let checked = false;
  const owned: Dependent[] = [];
  for (const candidate of candidates) {
    const matches = selector.matches(candidate.metadata.labels) && accepts(candidate);
    const controller = controllerOf(candidate);
    if (controller) {
      if (controller.uid !== owner.metadata.uid) continue;
      if (matches) owned.push(candidate);
      else if (owner.metadata.deletionTimestamp === undefined) release(candidate, request);
      continue;
    }
    if (!matches || owner.metadata.deletionTimestamp !== undefined) continue;
    if (candidate.metadata.deletionTimestamp !== undefined) continue;
    if (owner.metadata.namespace !== candidate.metadata.namespace) continue;
    if (!checked) checkOwner(request);
    checked = true;
    if (adopt(candidate, request)) owned.push(candidate);
  }
  return owned;
}

/** The copy that a controller works from may be old: the owner must still be there, and stay. */
function checkOwner<Owner extends KubeObject, Dependent extends KubeObject>({
  owner,
  owners,
}: Claim<Owner, Dependent>): void {
  const { name, namespace, uid } = owner.metadata;
  const fresh = owners.get(name, namespace);
  if (fresh.metadata.uid !== uid) {
    throw new RetryError(
      `original ${owner.kind} ${namespace}/${name} is gone: got uid ${fresh.metadata.uid}, wanted ${uid}`,
    );
  }
  if (fresh.metadata.deletionTimestamp !== undefined) {
    throw new RetryError(
      `can't adopt: ${namespace}/${name} has just been deleted at ${fresh.metadata.deletionTimestamp}`,
    );
  }
}

/** False when the object is gone. */
function adopt<Owner extends KubeObject, Dependent extends KubeObject>(
  dependent: Dependent,
  { owner, dependents, finalizer }: Claim<Owner, Dependent>,
): boolean {
  const { name, namespace = '', uid } = dependent.metadata;
  const metadata = {
    uid,
    ownerReferences: [controllerReference(owner)],
    ...(finalizer === undefined ? {} : { finalizers: [finalizer] }),
  };
  try {
    dependents.patch(name, namespace, 'strategic', { metadata });
    return true;
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return false;
    throw error;
  }
}

function release<Owner extends KubeObject, Dependent extends KubeObject>(
  dependent: Dependent,
  { owner, dependents, finalizer }: Claim<Owner, Dependent>,
): void {
  const { name, namespace = '', uid } = dependent.metadata;
  const metadata = {
    uid,
    ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }],
    ...(finalizer === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': [finalizer] }),
  };
  try {
    dependents.patch(name, namespace, 'strategic', { metadata });
  } catch (error) {
    // Gone, or no longer what it was: there is nothing left to release.
    if (!isStatusError(error, 'NotFound', 'Invalid')) throw error;
  }
}
