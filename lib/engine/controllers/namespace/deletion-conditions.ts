/**
 * What a namespace says of its deletion.
 *
 * Upstream: pkg/controller/namespace/deletion/status_condition_utils.go
 */
import type { NamespaceCondition } from '../../apimachinery/api/core-v1';
import { formatTime } from '../../apimachinery/time';
import type { RemainingContent } from './namespace-content';

/** The conditions after a look at what is left; one whose status and reason stay keeps its time. */
export function deletionConditions(
  before: readonly NamespaceCondition[],
  remaining: RemainingContent,
  nowMs: number,
): readonly NamespaceCondition[] {
  const now = formatTime(nowMs);
  const wanted = [
    condition('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    condition(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    contentRemaining(remaining),
    finalizersRemaining(remaining),
  ];
  return wanted.map((current) => {
    const known = before.find(({ type }) => type === current.type);
    const same =
      known?.status === current.status && known.reason === current.reason && known.message === current.message;
    return same ? known : { ...current, lastTransitionTime: now };
  });
}

function condition(type: string, reason: string, message: string, status = 'False'): NamespaceCondition {
  return { type, status, reason, message };
}

function contentRemaining({ resources }: RemainingContent): NamespaceCondition {
  const type = 'NamespaceContentRemaining';
  if (resources.size === 0) return condition(type, 'ContentRemoved', 'All content successfully removed');
  const listed = listing(resources, (resource, count) => `${resource} has ${count} resource instances`);
  return condition(type, 'SomeResourcesRemain', `Some resources are remaining: ${listed}`, 'True');
}

function finalizersRemaining({ finalizers }: RemainingContent): NamespaceCondition {
  const type = 'NamespaceFinalizersRemaining';
  if (finalizers.size === 0)
    return condition(type, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished');
  const listed = listing(finalizers, (finalizer, count) => `${finalizer} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${listed}`;
  return condition(type, 'SomeFinalizersRemain', message, 'True');
}

function listing(counts: ReadonlyMap<string, number>, describe: (name: string, count: number) => string): string {
  return [...counts]
    .map(([name, count]) => describe(name, count))
    .sort()
    .join(', ');
}
