/** A synthesised set of manifests, as the requirement table asks about it: workloads with their pods and containers, objects by kind. */

export type Labels = Readonly<Record<string, string>>;

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

export interface SecurityContext {
  readonly [field: string]: unknown;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly sysctls?: readonly unknown[];
  readonly supplementalGroups?: readonly number[];
}

export interface Probe {
  readonly grpc?: { readonly port: number };
  readonly httpGet?: { readonly path: string; readonly port: number | string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly exec?: { readonly command: readonly string[] };
}

export interface KeyReference {
  readonly name: string;
  readonly key: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly configMapKeyRef?: KeyReference; readonly secretKeyRef?: KeyReference };
  }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly [field: string]: unknown;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
  readonly securityContext?: SecurityContext;
  readonly serviceAccountName?: string;
  readonly affinity?: {
    readonly podAntiAffinity?: Readonly<Record<string, readonly unknown[]>>;
    readonly nodeAffinity?: object;
  };
  readonly topologySpreadConstraints?: readonly {
    readonly topologyKey: string;
    readonly labelSelector?: Selector;
    readonly whenUnsatisfiable: string;
  }[];
}

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly unknown[];
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: Record<string, never> | unknown;
  readonly data?: Labels;
  readonly stringData?: Labels;
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** A Deployment, StatefulSet, DaemonSet, Job or CronJob with the pod it makes. */
export interface Workload {
  readonly id: string;
  readonly manifest: Manifest;
  readonly replicas?: number;
  readonly selector: Labels;
  readonly podLabels: Labels;
  readonly podAnnotations: Labels;
  readonly pod: PodSpec;
  /** Init containers included. */
  readonly containers: readonly { readonly id: string; readonly init: boolean; readonly container: Container }[];
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: Selector;
  readonly template: { readonly metadata?: Partial<Metadata>; readonly spec: PodSpec };
  readonly jobTemplate?: { readonly spec: WorkloadSpec };
}

export const idOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

/** True where every wanted label is there; an empty selector selects everything. */
export const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

function workloadOf(manifest: Manifest): Workload {
  const outer = manifest.spec as WorkloadSpec;
  const spec = outer.jobTemplate?.spec ?? outer;
  const { spec: pod, metadata } = spec.template;
  const tagged = (list: readonly Container[] | undefined, init: boolean) =>
    (list ?? []).map((container) => ({ id: `${idOf(manifest)}[${container.name}]`, init, container }));
  return {
    id: idOf(manifest),
    manifest,
    ...(outer.replicas === undefined ? {} : { replicas: outer.replicas }),
    selector: spec.selector?.matchLabels ?? {},
    podLabels: metadata?.labels ?? {},
    podAnnotations: metadata?.annotations ?? {},
    pod,
    containers: [...tagged(pod.containers, false), ...tagged(pod.initContainers, true)],
  };
}

/** Whether its pods end by themselves. */
export const runsToCompletion = ({ manifest }: Workload): boolean => ['Job', 'CronJob'].includes(manifest.kind);

export class ManifestSet {
  readonly workloads: readonly Workload[];

  constructor(
    readonly manifests: readonly Manifest[],
    /** The text they were written as, for what is about form. */
    readonly text: string = '',
  ) {
    this.workloads = manifests.filter(({ kind }) => WORKLOADS.includes(kind)).map(workloadOf);
  }

  /** Objects of these kinds. */
  ofKind(...kinds: readonly string[]): Manifest[] {
    return this.manifests.filter(({ kind }) => kinds.includes(kind));
  }

  find(kind: string, name: string): Manifest | undefined {
    return this.manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  }

  get namespaces(): Manifest[] {
    return this.ofKind('Namespace');
  }

  /** Workloads whose pods carry these labels. */
  selected(selector: Labels): Workload[] {
    return this.workloads.filter(({ podLabels }) => selects(selector, podLabels));
  }

  /** The names of pods that fail a condition. */
  podsWhere(wrong: (pod: PodSpec, workload: Workload) => boolean): string[] {
    return this.workloads.filter((workload) => wrong(workload.pod, workload)).map(({ id }) => id);
  }

  /** The names of containers, init containers included, that fail a condition. */
  containersWhere(wrong: (container: Container, workload: Workload, init: boolean) => boolean): string[] {
    return this.workloads.flatMap((workload) =>
      workload.containers.filter(({ container, init }) => wrong(container, workload, init)).map(({ id }) => id),
    );
  }

  /** Names of all containers that run all the time, init containers and those of jobs apart, and fail a condition. */
  mainContainersWhere(wrong: (container: Container, workload: Workload) => boolean): string[] {
    return this.containersWhere(
      (container, workload, init) => !init && !runsToCompletion(workload) && wrong(container, workload),
    );
  }

  /** The names of pods that have siblings, so of Deployments and StatefulSets, and fail a condition. */
  replicatedPodsWhere(wrong: (pod: PodSpec, workload: Workload) => boolean): string[] {
    return this.podsWhere(
      (pod, workload) => ['Deployment', 'StatefulSet'].includes(workload.manifest.kind) && wrong(pod, workload),
    );
  }
}

/** One row of the requirement table: what ten linters ask for, and the names of what does not have it. */
export interface Requirement {
  readonly row: number;
  readonly asks: string;
  readonly check: (set: ManifestSet) => readonly string[];
}
