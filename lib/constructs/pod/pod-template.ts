/** The pods of a workload: containers, init containers, volumes, security, scheduling, all rendered at synth. */
import { type Construct } from 'constructs';
import { type k8s } from '../cdk8s-plus';
import { type ConventionProps } from '../conventions';
import { declareExisting } from '../validation/existing';
import { reportMistake } from '../validation/mistake';
import { nonEmpty, nonEmptyMap } from '../non-empty';
import { Container, type ContainerProps, type ContainerSurroundings } from './container';
import { schedulingFields, type SchedulingProps } from './scheduling';
import { podSecurityContext, type PodSecurityProps } from './security';
import { type Volume } from './volume';

/** What pods have beside their main container. */
export interface PodProps {
  /**
   * Further containers that run beside the main one.
   * @default - none
   */
  readonly sidecars?: readonly ContainerProps[];
  /**
   * Containers that run one after the other before the others start.
   * @default - none
   */
  readonly initContainers?: readonly ContainerProps[];
  /**
   * Security settings.
   * @default - the conventions', see PodSecurityProps
   */
  readonly podSecurity?: PodSecurityProps;
  /**
   * Where the pods may run.
   * @default - the conventions', see SchedulingProps
   */
  readonly scheduling?: SchedulingProps;
  /**
   * Labels on top of the workload's.
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - the conventions'
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * Mounts a token that may call the API server.
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Seconds between SIGTERM and SIGKILL, `drainSeconds` included.
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * Priority class that exists in the cluster or in the app.
   * @default - the conventions'
   */
  readonly priorityClassName?: string;
  /**
   * Registry secrets that exist in the cluster.
   * @default - the conventions'
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Dots in a name below which the cluster's search domains are tried first.
   * @default 2
   */
  readonly dnsDots?: number;
  /**
   * Variables for every Service of the namespace, as Docker links had them.
   * @default false
   */
  readonly enableServiceLinks?: boolean;
}

/** How a workload kind shapes its pods. */
export interface PodShape {
  /** Restart policy, written out. */
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Labels by which replicas know each other; undefined where a node or a Job places them. */
  readonly replicaLabels?: Readonly<Record<string, string>>;
  /** Label that tells the revisions of a rollout apart. */
  readonly revisionLabel?: string;
}

/** The pod template of a workload. */
export class PodTemplate {
  /** The container the workload is about. */
  readonly main: Container;
  /** Containers that run before. */
  readonly initContainers: readonly Container[];
  readonly #containers: Container[];
  readonly #labels: Record<string, string>;
  readonly #annotations: Record<string, string | (() => string)>;
  readonly #surroundings: ContainerSurroundings;

  constructor(
    private readonly owner: Construct & { readonly namespace: string | undefined },
    main: ContainerProps,
    private readonly props: PodProps,
    private readonly conventions: ConventionProps,
    labels: Readonly<Record<string, string>>,
    private readonly serviceAccountName: string | undefined,
  ) {
    this.main = new Container(owner, main);
    this.#containers = [this.main, ...(props.sidecars ?? []).map((sidecar) => new Container(owner, sidecar))];
    this.initContainers = (props.initContainers ?? []).map((init) => new Container(owner, init));
    this.#labels = { ...labels, ...props.podLabels };
    this.#annotations = { ...conventions.podAnnotations, ...props.podAnnotations };
    this.#surroundings = {
      security: { ...conventions.security, ...props.podSecurity },
      imagePullPolicy: conventions.imagePullPolicy ?? 'Always',
      resources: conventions.resources ?? {},
    };
    for (const name of this.#pullSecrets())
      declareExisting(owner, { kind: 'Secret', name, namespace: owner.namespace });
    this.#checkGracePeriod();
  }

  /** Containers that run beside each other, the main one first. */
  get containers(): readonly Container[] {
    return this.#containers;
  }

  /** Labels of the pods. */
  get labels(): Readonly<Record<string, string>> {
    return this.#labels;
  }

  /** Security settings that hold for the pods. */
  get security(): PodSecurityProps {
    return this.#surroundings.security;
  }

  /** Adds an annotation to the pods; a function is called at synth. */
  addAnnotation(key: string, value: string | (() => string)): void {
    this.#annotations[key] = value;
  }

  /** Adds a label to the pods; selectors do not change. */
  addLabel(key: string, value: string): void {
    this.#labels[key] = value;
  }

  /** Adds a container beside the main one. */
  addSidecar(props: ContainerProps): Container {
    const container = new Container(this.owner, props);
    this.#containers.push(container);
    return container;
  }

  /** Requests and limits of a container. */
  resourcesOf(container: Container): k8s.ResourceRequirements {
    return container.resourceRequirements(this.#surroundings);
  }

  /** The template as the API has it. */
  toKube(shape: PodShape): k8s.PodTemplateSpec {
    const given = Object.entries(this.#annotations).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : value(),
    ]);
    const annotations = { ...Object.fromEntries(given), ...this.#appArmorAnnotations() };
    return {
      metadata: { labels: { ...this.#labels }, annotations: nonEmptyMap(annotations) },
      spec: {
        ...schedulingFields(
          { ...this.conventions.scheduling, ...this.props.scheduling },
          shape.replicaLabels,
          shape.revisionLabel,
        ),
        ...this.#hostNamespaces(),
        containers: this.#containers.map((container) => container.toKube(this.#surroundings)),
        initContainers: nonEmpty(this.initContainers.map((container) => container.toKube(this.#surroundings))),
        volumes: nonEmpty(this.#volumes().map((volume) => volume.toKube())),
        restartPolicy: shape.restartPolicy,
        serviceAccountName: this.serviceAccountName,
        automountServiceAccountToken: this.props.automountServiceAccountToken ?? false,
        enableServiceLinks: this.props.enableServiceLinks ?? false,
        terminationGracePeriodSeconds: this.props.terminationGracePeriodSeconds ?? 30,
        priorityClassName: this.props.priorityClassName ?? this.conventions.priorityClassName,
        imagePullSecrets: nonEmpty(this.#pullSecrets().map((name) => ({ name }))),
        dnsPolicy: this.security.unsafeHostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst',
        dnsConfig: { options: [{ name: 'ndots', value: String(this.props.dnsDots ?? 2) }] },
        securityContext: podSecurityContext(this.security),
      },
    };
  }

  #pullSecrets(): readonly string[] {
    return this.props.imagePullSecrets ?? this.conventions.imagePullSecrets ?? [];
  }

  #hostNamespaces(): Partial<k8s.PodSpec> {
    const { unsafeHostNetwork, unsafeHostPid, unsafeHostIpc } = this.security;
    return {
      hostNetwork: unsafeHostNetwork || undefined,
      hostPid: unsafeHostPid || undefined,
      hostIpc: unsafeHostIpc || undefined,
    };
  }

  #appArmorAnnotations(): Record<string, string> {
    const profile = this.security.appArmorProfile;
    if (!profile) return {};
    const everyone = [...this.initContainers, ...this.#containers];
    const key = (name: string): string => `container.apparmor.security.beta.kubernetes.io/${name}`;
    return Object.fromEntries(everyone.map(({ name }) => [key(name), profile]));
  }

  /** The pod's volumes: each that a container mounts, once. */
  #volumes(): Volume[] {
    const mounted = [...this.initContainers, ...this.#containers].flatMap((container) => container.volumes);
    return [...new Set(mounted)].filter((volume) => !volume.fromTemplate);
  }

  #checkGracePeriod(): void {
    const grace = this.props.terminationGracePeriodSeconds ?? 30;
    const drain = Math.max(0, ...this.#containers.map((container) => container.drainSeconds));
    if (drain < grace) return;
    reportMistake(this.owner, {
      field: 'lifecycle.drainSeconds',
      given: drain,
      expected: `less than terminationGracePeriodSeconds, which is ${grace}`,
      fix: 'drain for a shorter time or raise terminationGracePeriodSeconds',
    });
  }
}
