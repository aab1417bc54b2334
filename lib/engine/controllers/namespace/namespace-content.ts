/**
 * Deletes everything in a namespace, and tells what is left.
 *
 * Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { isStatusError } from '../../apimachinery/status-error';
import type { Client, ServedResource } from '../../client/client';

/** How long to wait for whoever has to remove a finalizer. */
const FINALIZER_SECONDS = 15;

export interface RemainingContent {
  /** How many objects are left, by resource and group (`deployments.apps`, `pods.`). */
  readonly resources: ReadonlyMap<string, number>;
  /** How many objects each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** How long what is left may take to go. */
  readonly estimateSeconds: number;
}

export function deleteContent(client: Client, namespace: string): RemainingContent {
  const resources = new Map<string, number>();
  const finalizers = new Map<string, number>();
  let estimateSeconds = 0;
  for (const resource of deletable(client)) {
    const requests = client.resource(resource.plural, resource.group);
    const grace = resource.table === 'pods' ? longestGrace(requests.list({ namespace }) as readonly Pod[]) : 0;
    deleteAll(client, resource, namespace);
    const left = requests.list({ namespace });
    if (left.length === 0) continue;
    resources.set(`${resource.plural}.${resource.group}`, left.length);
    for (const { metadata } of left) {
      for (const finalizer of metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
    estimateSeconds = Math.max(estimateSeconds, grace > 0 ? grace : FINALIZER_SECONDS);
  }
  return { resources, finalizers, estimateSeconds };
}

/** Each table once, however many groups serve it. */
function deletable(client: Client): readonly ServedResource[] {
  const seen = new Set<string>();
  return client.served().filter(({ namespaced, verbs, table }) => {
    if (!namespaced || !verbs.includes('delete') || !verbs.includes('list') || seen.has(table)) return false;
    seen.add(table);
    return true;
  });
}

function deleteAll(client: Client, { plural, group, verbs }: ServedResource, namespace: string): void {
  const requests = client.resource(plural, group);
  if (verbs.includes('deletecollection')) {
    requests.deleteCollection({ namespace }, { propagationPolicy: 'Background' });
    return;
  }
  for (const { metadata } of requests.list({ namespace })) {
    try {
      requests.delete(metadata.name, namespace, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound', 'MethodNotAllowed')) throw error;
    }
  }
}

function longestGrace(pods: readonly Pod[]): number {
  return Math.max(0, ...pods.map(({ spec }) => spec?.terminationGracePeriodSeconds ?? 0));
}
