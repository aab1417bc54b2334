/** An object that exists in the cluster: it has a name, and no manifest of ours. */
import { Construct } from 'constructs';
import { type IResource } from '../cdk8s-plus';

/** A reference to an object that exists in the cluster. */
export class ExistingResource extends Construct implements IResource {
  /** The API group, empty for the core group. */
  readonly apiGroup: string;

  constructor(
    scope: Construct,
    /** Group and version. */
    readonly apiVersion: string,
    /** Kind. */
    readonly kind: string,
    /** The lower-case plural of the REST path. */
    readonly resourceType: string,
    /** `metadata.name`. */
    readonly name: string,
  ) {
    super(scope, `existing-${resourceType}-${name}`);
    this.apiGroup = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  }

  /** The name again, as role rules of cdk8s-plus want it. */
  get resourceName(): string {
    return this.name;
  }
}
