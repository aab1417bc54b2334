/** Security contexts: Pod Security "restricted" and the linters' wishes by default, laxer only by names that start with `unsafe`. */
import { type k8s } from '../cdk8s-plus';

/** Security settings of a pod. */
export interface PodSecurityProps {
  /**
   * User id of every process. Above 10000 it collides with no user of the node.
   * @default 10001
   */
  readonly runAsUser?: number;
  /**
   * Primary group id of every process.
   * @default - the user id
   */
  readonly runAsGroup?: number;
  /**
   * Group id that owns mounted volumes.
   * @default - the primary group id
   */
  readonly fsGroup?: number;
  /**
   * Whether volumes change their owner at every start or only when it is wrong at the top.
   * @default 'OnRootMismatch'
   */
  readonly fsGroupChangePolicy?: 'Always' | 'OnRootMismatch';
  /**
   * Further group ids.
   * @default - fsGroup
   */
  readonly supplementalGroups?: readonly number[];
  /**
   * The platform assigns user, groups and SELinux label (OpenShift's restricted-v2): none is written.
   * @default false
   */
  readonly assignedByPlatform?: boolean;
  /**
   * Seccomp profile file on the node instead of the runtime's own profile.
   * @default - RuntimeDefault
   */
  readonly seccompLocalhostProfile?: string;
  /**
   * AppArmor profile of every container, as an annotation. A node without AppArmor refuses the pod.
   * @default - none
   */
  readonly appArmorProfile?: 'runtime/default' | `localhost/${string}`;
  /**
   * Kernel parameters of the pod.
   * @default - none
   */
  readonly sysctls?: Readonly<Record<string, string>>;
  /**
   * Allows user id 0.
   * @default false
   */
  readonly unsafeRunAsRoot?: boolean;
  /**
   * Switches system call filtering off.
   * @default false
   */
  readonly unsafeSeccompUnconfined?: boolean;
  /**
   * Uses the node's network, so that no NetworkPolicy holds.
   * @default false
   */
  readonly unsafeHostNetwork?: boolean;
  /**
   * Sees the node's processes.
   * @default false
   */
  readonly unsafeHostPid?: boolean;
  /**
   * Shares the node's inter-process communication.
   * @default false
   */
  readonly unsafeHostIpc?: boolean;
}

/** Security settings of one container, on top of its pod's. */
export interface ContainerSecurityProps {
  /**
   * User id of this container.
   * @default - the pod's
   */
  readonly runAsUser?: number;
  /**
   * Group id of this container.
   * @default - the pod's
   */
  readonly runAsGroup?: number;
  /**
   * Keeps the one capability that "restricted" allows, NET_BIND_SERVICE: listening below port 1024.
   * @default false
   */
  readonly bindPrivilegedPorts?: boolean;
  /**
   * Lets the container write everywhere in its image; prefer `writablePaths`.
   * @default false
   */
  readonly unsafeWritableRootFilesystem?: boolean;
  /**
   * Lets processes gain more privileges than their parent.
   * @default false
   */
  readonly unsafePrivilegeEscalation?: boolean;
  /**
   * Capabilities to add.
   * @default - none
   */
  readonly unsafeCapabilities?: readonly string[];
  /**
   * Root on the node.
   * @default false
   */
  readonly unsafePrivileged?: boolean;
  /**
   * Allows user id 0 in this container.
   * @default false
   */
  readonly unsafeRunAsRoot?: boolean;
}

const DEFAULT_USER = 10001;
/** The SELinux type of ordinary containers; nodes without SELinux ignore it. */
const SELINUX_TYPE = 'container_t';

function seccompProfile(props: PodSecurityProps): k8s.SeccompProfile {
  if (props.unsafeSeccompUnconfined) return { type: 'Unconfined' };
  if (props.seccompLocalhostProfile) return { type: 'Localhost', localhostProfile: props.seccompLocalhostProfile };
  return { type: 'RuntimeDefault' };
}

function assignedIds(props: PodSecurityProps): Partial<k8s.PodSecurityContext> {
  if (props.assignedByPlatform) return {};
  const runAsUser = props.runAsUser ?? (props.unsafeRunAsRoot ? 0 : DEFAULT_USER);
  const runAsGroup = props.runAsGroup ?? runAsUser;
  const fsGroup = props.fsGroup ?? runAsGroup;
  return {
    runAsUser,
    runAsGroup,
    fsGroup,
    fsGroupChangePolicy: props.fsGroupChangePolicy ?? 'OnRootMismatch',
    supplementalGroups: [...(props.supplementalGroups ?? [fsGroup])],
    seLinuxOptions: { type: SELINUX_TYPE },
  };
}

/** The pod's security context. */
export function podSecurityContext(props: PodSecurityProps): k8s.PodSecurityContext {
  const sysctls = Object.entries(props.sysctls ?? {}).map(([name, value]) => ({ name, value }));
  return {
    runAsNonRoot: !props.unsafeRunAsRoot,
    ...assignedIds(props),
    seccompProfile: seccompProfile(props),
    sysctls: sysctls.length > 0 ? sysctls : undefined,
  };
}

function capabilities(props: ContainerSecurityProps): k8s.Capabilities {
  const added = [...(props.bindPrivilegedPorts ? ['NET_BIND_SERVICE'] : []), ...(props.unsafeCapabilities ?? [])];
  return { drop: ['ALL'], add: added.length > 0 ? added : undefined };
}

/** A container's security context in a pod with `pod` settings. */
export function containerSecurityContext(
  pod: PodSecurityProps,
  props: ContainerSecurityProps = {},
): k8s.SecurityContext {
  const privileged = props.unsafePrivileged ?? false;
  const asRoot = props.unsafeRunAsRoot ?? pod.unsafeRunAsRoot ?? false;
  return {
    allowPrivilegeEscalation: privileged || (props.unsafePrivilegeEscalation ?? false),
    capabilities: capabilities(props),
    privileged,
    readOnlyRootFilesystem: !props.unsafeWritableRootFilesystem,
    runAsNonRoot: !asRoot,
    runAsUser: props.runAsUser ?? (props.unsafeRunAsRoot ? 0 : podSecurityContext(pod).runAsUser),
    runAsGroup: props.runAsGroup ?? podSecurityContext(pod).runAsGroup,
    seLinuxOptions: pod.assignedByPlatform ? undefined : { type: SELINUX_TYPE },
    seccompProfile: seccompProfile(pod),
  };
}
