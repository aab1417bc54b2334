/** An object that exists in the cluster: it has a name, and no manifest of ours. */
import { Construct } from 'constructs';
import { type IResource } from '../cdk8s-plus';
import { declareExisting, type ExistingObject } from '../validation/existing';

/** Declares that the object exists; `make` creates the reference to it, once for each scope and name. */
export function existingResource<R extends ExistingResource>(
  scope: Construct,
  object: ExistingObject,
  make: (id: string) => R,
): R {
  declareExisting(scope, object);
  const id = `existing-${object.kind.toLowerCase()}-${object.namespace ? `${object.namespace}-` : ''}${object.name}`;
  return (scope.node.tryFindChild(id) as R | undefined) ?? make(id);
}

/** A reference to an object that exists in the cluster. */
export class ExistingResource extends Construct implements IResource {
  /** The API group, empty for the core group. */
  readonly apiGroup: string;

  constructor(
    scope: Construct,
    id: string,
    /** Group and version. */
    readonly apiVersion: string,
    /** Kind. */
    readonly kind: string,
    /** The lower-case plural of the REST path. */
    readonly resourceType: string,
    /** `metadata.name`. */
    readonly name: string,
  ) {
    super(scope, id);
    this.apiGroup = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  }

  /** The name again, as role rules of cdk8s-plus want it. */
  get resourceName(): string {
    return this.name;
  }
}
