/** One Kubernetes object under the name the user gave it, rendered at synth so that later declarations still reach it. */
import { ApiObject, Lazy, type ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { type IResource } from './cdk8s-plus';
import { Conventions } from './conventions';
import { unambiguous } from './unambiguous-text';
import { checkManifestsAtSynth } from './validation/manifest-checks';

/** Metadata that every object takes. */
export interface KubernetesObjectProps {
  /**
   * The object's name, exactly as given: never hashed, prefixed or cut.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * The namespace the object lives in.
   * @default - the chart's namespace
   */
  readonly namespace?: string;
  /**
   * Labels on top of the conventional ones.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations on top of the conventional ones.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What kind of object a construct stands for. */
export interface ObjectIdentity {
  /** Group and version, `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, `Deployment`. */
  readonly kind: string;
  /** The lower-case plural of the REST path, `deployments`. */
  readonly resourceType: string;
  /**
   * Whether objects of the kind live outside namespaces.
   * @default false
   */
  readonly clusterScoped?: boolean;
}

/** The object as it is written: keys in order, the first level too; what lives outside namespaces has none, also in a chart that has one. */
class WrittenObject extends ApiObject {
  constructor(
    scope: Construct,
    props: ApiObjectProps,
    private readonly clusterScoped: boolean,
  ) {
    super(scope, 'Resource', props);
  }

  override toJson(): unknown {
    const manifest = sorted(super.toJson() as { metadata: Record<string, unknown> });
    return unambiguous(this.clusterScoped ? withoutNamespace(manifest) : manifest);
  }
}

/** Keys of the first level in the order in which kubectl prints them; cdk8s sorts those below. */
function sorted<M extends object>(manifest: M): M {
  return Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1))) as M;
}

function withoutNamespace<M extends { metadata: Record<string, unknown> }>(manifest: M): M {
  const { namespace: _ofTheChart, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

/** The parts of an object beside `apiVersion`, `kind` and `metadata`, as functions called at synth. */
export type ObjectBody = Readonly<Record<string, () => unknown>>;

/** An object of the Kubernetes API. Escape hatch: `construct.apiObject.addJsonPatch(...)`, applied to exactly what is written. */
export abstract class KubernetesObject extends Construct implements IResource {
  /** The underlying cdk8s object; JSON patches to it see the final manifest, no field is filtered afterwards. */
  readonly apiObject: ApiObject;
  /** Group and version, `apps/v1`. */
  readonly apiVersion: string;
  /** The API group, empty for the core group. */
  readonly apiGroup: string;
  /** Kind, `Deployment`. */
  readonly kind: string;
  /** The lower-case plural of the REST path. */
  readonly resourceType: string;
  /** `metadata.name`. */
  readonly name: string;

  protected constructor(
    scope: Construct,
    id: string,
    identity: ObjectIdentity,
    props: KubernetesObjectProps,
    body: ObjectBody,
  ) {
    super(scope, id);
    const conventions = Conventions.of(this);
    const lazyBody = Object.entries(body).map(([key, produce]) => [key, Lazy.any({ produce })]);
    const apiObjectProps: ApiObjectProps = {
      apiVersion: identity.apiVersion,
      kind: identity.kind,
      metadata: {
        name: props.name ?? id,
        namespace: props.namespace,
        labels: { ...conventions.labels, ...props.labels },
        annotations: { ...conventions.annotations, ...props.annotations },
      },
      ...Object.fromEntries(lazyBody),
    };
    this.apiObject = new WrittenObject(this, apiObjectProps, identity.clusterScoped ?? false);
    this.apiVersion = identity.apiVersion;
    this.apiGroup = identity.apiVersion.includes('/') ? identity.apiVersion.replace(/\/.*/, '') : '';
    this.kind = identity.kind;
    this.resourceType = identity.resourceType;
    this.name = this.apiObject.name;
    checkManifestsAtSynth(this);
  }

  /** The namespace the object lives in; undefined where neither it nor the chart names one. */
  get namespace(): string | undefined {
    return this.apiObject.metadata.namespace;
  }

  /** The name again, as role rules of cdk8s-plus want it. */
  get resourceName(): string {
    return this.name;
  }
}
