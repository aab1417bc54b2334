/**
 * Which group versions the server offers and in which order: built-in ones have priorities of their own, those of custom resources
 * come after them by name.
 *
 * Upstream: cmd/kube-apiserver/app/aggregator.go (priorities), kube-aggregator/pkg/apis/apiregistration/v1/helper (order),
 * pkg/controlplane/controller/crdregistration
 */
import { formatGroupVersion } from '../../apimachinery/object-meta';
import { compareVersions } from '../../apimachinery/version';
import { builtinResources } from './builtin-resources';
import { type ResourceFacts } from './resource-facts';

/** One served group version, as an APIService describes it. */
export interface DiscoveredGroupVersion {
  readonly group: string;
  readonly version: string;
  /** `spec.groupPriorityMinimum`: groups with the higher number come first. */
  readonly groupPriority: number;
  /** `spec.versionPriority`: versions of a group with the higher number come first. */
  readonly versionPriority: number;
  readonly resources: readonly ResourceFacts[];
  /** The server behind it cannot be reached: `freshness: Stale`. */
  readonly stale?: boolean;
}

/** The priorities that the APIServices of custom resources get. */
export const CUSTOM_RESOURCE_PRIORITY = { groupPriority: 1000, versionPriority: 100 } as const;

/** `[group, version]` by group version; apiregistration.k8s.io is never an APIService and always comes first. */
const PRIORITIES: Readonly<Record<string, readonly [group: number, version: number]>> = {
  'apiregistration.k8s.io/v1': [20000, 100],
  v1: [18000, 1],
  'apps/v1': [17800, 15],
  'events.k8s.io/v1': [17750, 15],
  'authentication.k8s.io/v1': [17700, 15],
  'authorization.k8s.io/v1': [17600, 15],
  'autoscaling/v1': [17500, 15],
  'autoscaling/v2': [17500, 30],
  'batch/v1': [17400, 15],
  'certificates.k8s.io/v1': [17300, 15],
  'networking.k8s.io/v1': [17200, 15],
  'policy/v1': [17100, 15],
  'rbac.authorization.k8s.io/v1': [17000, 15],
  'storage.k8s.io/v1': [16800, 15],
  'apiextensions.k8s.io/v1': [16700, 15],
  'admissionregistration.k8s.io/v1': [16700, 15],
  'scheduling.k8s.io/v1': [16600, 15],
  'coordination.k8s.io/v1': [16500, 15],
  'node.k8s.io/v1': [16300, 15],
  'discovery.k8s.io/v1': [16200, 15],
  'flowcontrol.apiserver.k8s.io/v1beta3': [16100, 18],
  'flowcontrol.apiserver.k8s.io/v1beta2': [16100, 15],
};

/** Gathers resources into group versions; `priorityOf` says where each of them stands. */
export function groupVersionsOf(
  resources: readonly ResourceFacts[],
  priorityOf: (apiVersion: string) => { readonly groupPriority: number; readonly versionPriority: number },
): DiscoveredGroupVersion[] {
  const byApiVersion = new Map<string, ResourceFacts[]>();
  for (const resource of resources) {
    const apiVersion = formatGroupVersion(resource);
    const known = byApiVersion.get(apiVersion);
    if (known) known.push(resource);
    else byApiVersion.set(apiVersion, [resource]);
  }
  return [...byApiVersion].flatMap(([apiVersion, own]) =>
    own[0] ? [{ group: own[0].group, version: own[0].version, ...priorityOf(apiVersion), resources: own }] : [],
  );
}

let builtin: readonly DiscoveredGroupVersion[] | undefined;

/** The built-in group versions with their priorities; the same list on every call. */
export function builtinGroupVersions(): readonly DiscoveredGroupVersion[] {
  builtin ??= groupVersionsOf(builtinResources(), (apiVersion) => {
    const [groupPriority = 0, versionPriority = 0] = PRIORITIES[apiVersion] ?? [];
    return { groupPriority, versionPriority };
  });
  return builtin;
}

function byVersion(left: DiscoveredGroupVersion, right: DiscoveredGroupVersion): number {
  return right.versionPriority - left.versionPriority || compareVersions(left.version, right.version);
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The versions of each group, preferred one first, in the order of the groups: by highest priority, then by name. */
export function sortedGroups(
  groupVersions: readonly DiscoveredGroupVersion[],
): readonly (readonly [group: string, versions: readonly DiscoveredGroupVersion[]])[] {
  const groups = new Map<string, DiscoveredGroupVersion[]>();
  for (const groupVersion of groupVersions) {
    const known = groups.get(groupVersion.group);
    if (known) known.push(groupVersion);
    else groups.set(groupVersion.group, [groupVersion]);
  }
  const highest = (versions: readonly DiscoveredGroupVersion[]): number =>
    Math.max(...versions.map(({ groupPriority }) => groupPriority));
  return [...groups]
    .map(([group, versions]) => [group, versions.sort(byVersion)] as const)
    .sort(([left, a], [right, b]) => highest(b) - highest(a) || compareTexts(left, right));
}
