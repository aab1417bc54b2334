/**
 * What a check of pod security is, and how its findings are worded.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/policy/{checks,helpers,visitor}.go
 */
import type {
  Container,
  EphemeralContainer,
  PodSecurityContext,
  PodTemplateSpec,
  SecurityContext,
} from '../../../apimachinery/api/core-v1';

/** A pod, or the template of one. */
export type CheckedPod = PodTemplateSpec;

export type CheckedContainer = Container | EphemeralContainer;

/** What pods and containers may both say of security. */
export type AnySecurityContext = SecurityContext | PodSecurityContext;

export interface Violation {
  /** In few words, for many pods at once. */
  readonly reason: string;
  /** Which part of the pod, and what it should be. */
  readonly detail: string;
}

export interface PodCheck {
  readonly id: string;
  /** What the check looks for from a minor version on, in order of version. */
  readonly versions: readonly {
    readonly since: number;
    find(pod: CheckedPod): Violation | undefined;
    /** Checks of the baseline that this one makes superfluous. */
    readonly overrides?: string;
  }[];
}

export function containersOf({ spec }: CheckedPod): CheckedContainer[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec ?? {};
  return [...initContainers, ...containers, ...ephemeralContainers];
}

/** Names of the containers of which the test holds. */
export function containersWith(pod: CheckedPod, test: (container: CheckedContainer) => boolean): string[] {
  return containersOf(pod).flatMap((container) => (test(container) ? [container.name] : []));
}

/** `"a", "b"` */
export function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(', ');
}

/** `container "a"`, `containers "a", "b"` */
export function counted(singular: string, names: readonly string[]): string {
  return `${singular}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
}

/** `pod`, `pod and container "a"`: who sets something that must not be set. */
export function setters(podDoes: boolean, containers: readonly string[]): string {
  return [...(podDoes ? ['pod'] : []), ...(containers.length > 0 ? [counted('container', containers)] : [])].join(
    ' and ',
  );
}

export function sortedSet(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

export function isWindows({ spec }: CheckedPod): boolean {
  return spec?.os?.name === 'windows';
}
