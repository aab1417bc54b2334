/** Rendered objects as the checks read them: the few fields they look at, all optional, since anybody may have written them. */

/** Labels, annotations, selectors. */
export type Texts = Readonly<Record<string, string>>;

/** Metadata. */
export interface MetadataView {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Texts;
  readonly annotations?: Texts;
}

/** A rendered object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: MetadataView;
  readonly [field: string]: unknown;
}

/** A rendered object and the path of the construct it came from. */
export interface ManifestSource {
  /** Path of the construct, or the name of a file. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** A reference to a key of a ConfigMap or Secret. */
export interface KeyRefView {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

/** A reference to a whole ConfigMap or Secret. */
export interface ObjectRefView {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key?: string }[];
}

/** An environment variable. */
export interface EnvView {
  readonly name?: string;
  readonly value?: string;
  readonly valueFrom?: { readonly configMapKeyRef?: KeyRefView; readonly secretKeyRef?: KeyRefView };
}

/** A probe, as far as it names a port. */
export interface ProbeView {
  readonly httpGet?: { readonly port?: string | number };
  readonly tcpSocket?: { readonly port?: string | number };
  readonly grpc?: { readonly port?: number };
  readonly successThreshold?: number;
}

/** A container. */
export interface ContainerView {
  readonly name?: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number; readonly protocol?: string }[];
  readonly env?: readonly EnvView[];
  readonly envFrom?: readonly { readonly configMapRef?: ObjectRefView; readonly secretRef?: ObjectRefView }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath?: string }[];
  readonly livenessProbe?: ProbeView;
  readonly readinessProbe?: ProbeView;
  readonly startupProbe?: ProbeView;
}

/** A volume. */
export interface VolumeView {
  readonly name?: string;
  readonly configMap?: ObjectRefView;
  readonly secret?: ObjectRefView;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly emptyDir?: { readonly sizeLimit?: string | number };
  readonly projected?: {
    readonly sources?: readonly { readonly configMap?: ObjectRefView; readonly secret?: ObjectRefView }[];
  };
}

/** A pod's spec. */
export interface PodSpecView {
  readonly containers?: readonly ContainerView[];
  readonly initContainers?: readonly ContainerView[];
  readonly volumes?: readonly VolumeView[];
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
}

/** A pod template. */
export interface PodTemplateView {
  readonly metadata?: MetadataView;
  readonly spec?: PodSpecView;
}

/** Where the pod template of each workload kind is. */
const TEMPLATE_PATH: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** A pod template in an object, and the field path of it. */
export interface FoundTemplate {
  readonly field: string;
  readonly template: PodTemplateView;
}

/** The pod template of a workload or Pod, undefined for other kinds. */
export function podTemplateOf(manifest: Manifest): FoundTemplate | undefined {
  const path = TEMPLATE_PATH[manifest.kind];
  if (!path) return undefined;
  let here: unknown = manifest;
  for (const step of path) here = (here as Record<string, unknown> | undefined)?.[step];
  if (typeof here !== 'object' || here === null) return undefined;
  return { field: path.length > 0 ? `${path.join('.')}.spec` : 'spec', template: here };
}

/** `spec`, or any other top-level field, as the shape that the caller expects. */
export function specOf<T extends object>(manifest: Manifest, field = 'spec'): Partial<T> {
  const value = manifest[field];
  return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
}
