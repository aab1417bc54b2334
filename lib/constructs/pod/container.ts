/** A container: image, ports, environment, resources, probes, mounts, and a security context that needs no thought. */
import { type Construct } from 'constructs';
import { type k8s } from '../cdk8s-plus';
import { reportMistake } from '../validation/mistake';
import { nonEmpty } from '../non-empty';
import { toEnvFromSource, toEnvVar, type EnvFrom, type EnvInput } from './environment';
import { type Port } from './port';
import { type Probe } from './probe';
import { resourceRequirements, type ResourcesProps } from './resources';
import { containerSecurityContext, type ContainerSecurityProps, type PodSecurityProps } from './security';
import { toVolumeMount, Volume, type Mount } from './volume';

/** When the kubelet asks the registry for an image. */
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/** What happens around the life of a container. */
export interface LifecycleProps {
  /**
   * Seconds between the pod's leaving its Services and SIGTERM, slept by the `sleep` program of the image; new requests stop arriving meanwhile.
   * @default - SIGTERM at once
   */
  readonly drainSeconds?: number;
  /**
   * Command that runs before SIGTERM, instead of `drainSeconds`.
   * @default - none
   */
  readonly preStop?: readonly string[];
  /**
   * Command that runs right after the start.
   * @default - none
   */
  readonly postStart?: readonly string[];
}

/** A container. */
export interface ContainerProps {
  /** Image with tag, digest or both: `registry.example/shop:2.0.0@sha256:...`. */
  readonly image: string;
  /**
   * The container's name.
   * @default 'main'
   */
  readonly name?: string;
  /**
   * Program and first arguments.
   * @default - the image's
   */
  readonly command?: readonly string[];
  /**
   * Arguments.
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Working directory.
   * @default - the image's
   */
  readonly workingDir?: string;
  /**
   * Ports it listens on; the first is what probes ask.
   * @default - none
   */
  readonly ports?: readonly Port[];
  /**
   * Environment variables by name.
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvInput>>;
  /**
   * ConfigMaps and Secrets whose keys become variables.
   * @default - none
   */
  readonly envFrom?: readonly EnvFrom[];
  /**
   * Requests and limits.
   * @default - the conventions', see ResourcesProps
   */
  readonly resources?: ResourcesProps;
  /**
   * Whether it can serve.
   * @default - none
   */
  readonly readiness?: Probe;
  /**
   * Whether it lives; a failure restarts it.
   * @default - none
   */
  readonly liveness?: Probe;
  /**
   * Whether it has started; the other probes wait for it.
   * @default - none
   */
  readonly startup?: Probe;
  /**
   * Volumes in its file system.
   * @default - none
   */
  readonly mounts?: readonly Mount[];
  /**
   * Directories it may write to although its root file system is read-only; each is an emptyDir of its own.
   * @default - none
   */
  readonly writablePaths?: readonly string[];
  /**
   * When the kubelet asks the registry.
   * @default - the conventions', else Always
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * What happens around its life.
   * @default - nothing
   */
  readonly lifecycle?: LifecycleProps;
  /**
   * Security settings on top of the pod's.
   * @default - see ContainerSecurityProps
   */
  readonly security?: ContainerSecurityProps;
  /**
   * Allows an image without tag and digest, or with tag `latest`.
   * @default false
   */
  readonly unsafeFloatingImage?: boolean;
}

/** What a container takes from the pod around it. */
export interface ContainerSurroundings {
  /** The pod's security settings. */
  readonly security: PodSecurityProps;
  /** Pull policy where the container names none. */
  readonly imagePullPolicy: ImagePullPolicy;
  /** Resources where the container names none. */
  readonly resources: ResourcesProps;
}

function lifecycle(props: LifecycleProps | undefined): k8s.Lifecycle | undefined {
  const sleep = props?.drainSeconds ? ['sleep', String(props.drainSeconds)] : undefined;
  const preStop = props?.preStop ?? sleep;
  if (!preStop && !props?.postStart) return undefined;
  return {
    preStop: preStop && { exec: { command: [...preStop] } },
    postStart: props?.postStart && { exec: { command: [...props.postStart] } },
  };
}

function toContainerPort({ name, number, protocol }: Port): k8s.ContainerPort {
  return { name, containerPort: number, protocol };
}

function scratchName(path: string): string {
  return `scratch${path.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '').slice(0, 63);
}

/** Whether an image names neither a digest nor a tag other than latest. */
export function isFloating(image: string): boolean {
  if (image.includes('@sha256:')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

/** A container of a pod template. */
export class Container {
  /** The container's name. */
  readonly name: string;
  /** Its image. */
  readonly image: string;
  /** Ports it listens on. */
  readonly ports: readonly Port[];
  readonly #env = new Map<string, EnvInput>();
  readonly #envFrom: EnvFrom[];
  readonly #mounts: Mount[];

  constructor(
    private readonly owner: Construct,
    private readonly props: ContainerProps,
  ) {
    this.name = props.name ?? 'main';
    this.image = props.image;
    this.ports = [...(props.ports ?? [])];
    this.#envFrom = [...(props.envFrom ?? [])];
    this.#mounts = [...(props.mounts ?? [])];
    for (const path of props.writablePaths ?? []) this.addMount({ path, volume: Volume.emptyDir(scratchName(path)) });
    for (const [name, value] of Object.entries(props.env ?? {})) this.#env.set(name, value);
    if (!props.unsafeFloatingImage && isFloating(props.image)) {
      reportMistake(owner, {
        field: `containers[${this.name}].image`,
        given: props.image,
        expected: 'an image with a digest or a tag other than latest',
        fix: 'pin the image, or set unsafeFloatingImage',
      });
    }
  }

  /** Adds an environment variable; a name that is already there must have the same value. */
  addEnv(name: string, value: EnvInput): void {
    const known = this.#env.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
      reportMistake(this.owner, {
        field: `containers[${this.name}].env.${name}`,
        given: value,
        expected: `the value it already has, ${JSON.stringify(known)}`,
        fix: 'choose another variable name',
      });
      return;
    }
    this.#env.set(name, value);
  }

  /** Adds all keys of a ConfigMap or Secret as variables. */
  addEnvFrom(from: EnvFrom): void {
    this.#envFrom.push(from);
  }

  /** Mounts a volume. */
  addMount(mount: Mount): void {
    this.#mounts.push(mount);
  }

  /** Value of a variable as declared so far. */
  env(name: string): EnvInput | undefined {
    return this.#env.get(name);
  }

  /** Volumes the container mounts, in the order of their mounts. */
  get volumes(): Volume[] {
    return this.#mounts.map((mount) => mount.volume);
  }

  /** Seconds the container needs between leaving its Services and SIGTERM. */
  get drainSeconds(): number {
    return this.props.lifecycle?.drainSeconds ?? 0;
  }

  /** Requests and limits as the API has them. */
  resourceRequirements(surroundings: Pick<ContainerSurroundings, 'resources'>): k8s.ResourceRequirements {
    return resourceRequirements({ ...surroundings.resources, ...this.props.resources });
  }

  /** The container as the API has it. */
  toKube(surroundings: ContainerSurroundings): k8s.Container {
    const { props } = this;
    return {
      name: this.name,
      image: this.image,
      imagePullPolicy: props.imagePullPolicy ?? surroundings.imagePullPolicy,
      command: props.command && [...props.command],
      args: props.args && [...props.args],
      workingDir: props.workingDir,
      ports: nonEmpty(this.ports.map(toContainerPort)),
      env: nonEmpty([...this.#env].map(([name, value]) => toEnvVar(name, value))),
      envFrom: nonEmpty(this.#envFrom.map(toEnvFromSource)),
      resources: this.resourceRequirements(surroundings),
      readinessProbe: props.readiness?.toKube(this.ports),
      livenessProbe: props.liveness?.toKube(this.ports),
      startupProbe: props.startup?.toKube(this.ports),
      volumeMounts: nonEmpty(this.#mounts.map(toVolumeMount)),
      lifecycle: lifecycle(props.lifecycle),
      securityContext: containerSecurityContext(surroundings.security, props.security),
      terminationMessagePolicy: 'FallbackToLogsOnError',
    };
  }
}
