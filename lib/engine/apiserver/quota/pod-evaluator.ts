/**
 * Pods: how many, and what they ask for, as long as they have not ended.
 *
 * Upstream: pkg/quota/v1/evaluator/core/pods.go
 */
import type {
  Affinity,
  Container,
  Pod,
  PodAffinityTerm,
  ScopedResourceSelectorRequirement,
  WeightedPodAffinityTerm,
} from '../../apimachinery/api/core-v1';
import { selectorOf } from '../../apimachinery/labels';
import { Quantity } from '../../apimachinery/quantity';
import { isExtendedResource, isNativeResource } from '../validation/resource-names';
import type { QuotaEvaluator } from './quota-evaluator';
import { podLimits, podRequests } from './pod-resources';
import { addResources, readResources, type ResourceList } from './resource-list';

const COUNT = 'count/pods';
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const NAMES = [COUNT, 'pods', ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])];
/** A quota of one of these wants every container to say what it asks for. */
const MUST_BE_SAID = ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);
const HUGE_PAGES = 'hugepages-';

function matches(name: string): boolean {
  if (NAMES.includes(name) || name.startsWith(HUGE_PAGES) || name.startsWith(`requests.${HUGE_PAGES}`)) return true;
  return name.startsWith('requests.') && !isNativeResource(name);
}

/** Requests and limits under the names that quotas know them by. */
function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const used = new Map([['pods', Quantity.of(1)]]);
  for (const [name, amount] of requests) {
    if (COMPUTE.includes(name) || name.startsWith(HUGE_PAGES)) {
      used.set(name, amount);
      used.set(`requests.${name}`, amount);
    } else if (isExtendedResource(name)) used.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of limits) if (COMPUTE.includes(name)) used.set(`limits.${name}`, amount);
  return used;
}

/** Ended, or stuck long after its grace period: such a pod uses nothing but its place in the store. */
function countsNoMore({ metadata, status }: Pod, nowMs: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return true;
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = metadata;
  return !!deletionTimestamp && grace !== undefined && nowMs > Date.parse(deletionTimestamp) + grace * 1000;
}

function usage(pod: Pod, nowMs: number): ResourceList {
  const count = new Map([[COUNT, Quantity.of(1)]]);
  if (!pod.spec || countsNoMore(pod, nowMs)) return count;
  return addResources(count, computeUsage(podRequests(pod.spec), podLimits(pod.spec)));
}

function missing(names: readonly string[], { spec }: Pod): string | undefined {
  const required = MUST_BE_SAID.filter((name) => names.includes(name)).sort();
  const containers: readonly Container[] = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const lacking = required.flatMap((name) => {
    const silent = containers.filter(
      ({ resources }) => !computeUsage(readResources(resources?.requests), readResources(resources?.limits)).has(name),
    );
    const which = [...new Set(silent.map((container) => container.name))].sort();
    return which.length === 0 ? [] : [`${name} for: ${which.join(',')}`];
  });
  return lacking.length === 0 ? undefined : `must specify ${lacking.join('; ')}`;
}

function isBestEffort({ spec }: Pod): boolean {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return !containers.some(({ resources }) =>
    [resources?.requests, resources?.limits].some((list) =>
      ['cpu', 'memory'].some((name) => list?.[name] !== undefined && Quantity.parse(list[name]).sign > 0),
    ),
  );
}

function crossesNamespaces({ podAffinity, podAntiAffinity }: Affinity = {}): boolean {
  const crosses = (term: PodAffinityTerm): boolean => !!term.namespaces?.length || term.namespaceSelector !== undefined;
  const weighted = (term: WeightedPodAffinityTerm): boolean => crosses(term.podAffinityTerm);
  return [podAffinity, podAntiAffinity].some(
    (affinity) =>
      affinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(crosses) ||
      affinity?.preferredDuringSchedulingIgnoredDuringExecution?.some(weighted),
  );
}

function matchesScope({ scopeName, operator, values }: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  const { activeDeadlineSeconds, priorityClassName = '', affinity } = pod.spec ?? {};
  const terminating = activeDeadlineSeconds !== undefined && activeDeadlineSeconds >= 0;
  switch (scopeName) {
    case 'Terminating':
      return terminating;
    case 'NotTerminating':
      return !terminating;
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass': {
      const selector = selectorOf({ matchExpressions: [{ key: scopeName, operator, values }] });
      return selector.matches(priorityClassName === '' ? {} : { [scopeName]: priorityClassName });
    }
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(affinity);
    default:
      return false;
  }
}

export const podEvaluator: QuotaEvaluator = {
  countsUpdates: false,
  countsState: true,
  matchingResources: (names) => names.filter(matches),
  usage: (object, nowMs) => usage(object as unknown as Pod, nowMs),
  missing: (names, object) => missing(names, object as unknown as Pod),
  matchesScope: (scope, object) => matchesScope(scope, object as unknown as Pod),
};
