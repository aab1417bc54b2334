/** Rendered objects as the checks read them: the few fields they look at, all optional, since anybody may have written them. */

/** Labels, annotations, selectors. */
export type Texts = Readonly<Record<string, string>>;

/** Metadata. */
export interface MetadataView {
  /** `metadata.name`. */
  readonly name?: string;
  /** `metadata.namespace`. */
  readonly namespace?: string;
  /** `metadata.labels`. */
  readonly labels?: Texts;
  /** `metadata.annotations`. */
  readonly annotations?: Texts;
}

/** A rendered object. */
export interface Manifest {
  /** Group and version, `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, `Deployment`. */
  readonly kind: string;
  /** Name, namespace, labels, annotations. */
  readonly metadata: MetadataView;
  readonly [field: string]: unknown;
}

/** A rendered object and the path of the construct it came from. */
export interface ManifestSource {
  /** Path of the construct, or the name of a file. */
  readonly path: string;
  /** The object. */
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

/** A probe: the port it asks, and its timing. */
export interface ProbeView {
  readonly httpGet?: { readonly port?: string | number };
  readonly tcpSocket?: { readonly port?: string | number };
  readonly grpc?: { readonly port?: number };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
}

/** A port of a container. */
export interface ContainerPortView {
  readonly name?: string;
  readonly containerPort?: number;
  readonly protocol?: string;
}

/** Amounts by resource. */
export type AmountsView = Readonly<Record<string, string | number>>;

/** A container. */
export interface ContainerView {
  readonly name?: string;
  readonly image?: string;
  readonly ports?: readonly ContainerPortView[];
  readonly env?: readonly EnvView[];
  readonly envFrom?: readonly { readonly configMapRef?: ObjectRefView; readonly secretRef?: ObjectRefView }[];
  readonly resources?: { readonly requests?: AmountsView; readonly limits?: AmountsView };
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath?: string }[];
  readonly livenessProbe?: ProbeView;
  readonly readinessProbe?: ProbeView;
  readonly startupProbe?: ProbeView;
}

/** What a claim asks for. */
export interface ClaimSpecView {
  readonly resources?: { readonly requests?: AmountsView };
}

/** A volume. */
export interface VolumeView {
  readonly name?: string;
  readonly configMap?: ObjectRefView;
  readonly secret?: ObjectRefView;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly emptyDir?: { readonly sizeLimit?: string | number };
  readonly ephemeral?: { readonly volumeClaimTemplate?: { readonly spec?: ClaimSpecView } };
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
  readonly nodeSelector?: Texts;
  readonly priorityClassName?: string;
  readonly terminationGracePeriodSeconds?: number;
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

/** The list, or an empty one where there is none (or something else: manifests may come from anybody). */
export function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** Entries of a map, or none where there is no map. */
export function entriesOf<T>(value: Readonly<Record<string, T>> | undefined): [string, T][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The namespace of an object, `default` where it names none. */
export const namespaceOf = ({ metadata }: Manifest): string => metadata.namespace ?? 'default';

/** Whether `labels` have everything that `wanted` asks for. */
export function hasLabels(labels: Texts | undefined, wanted: Texts | undefined): boolean {
  return entriesOf(wanted).every(([key, value]) => labels?.[key] === value);
}
