/**
 * The aggregated discovery documents: everything about `/api`, and everything about `/apis`, in one answer each.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/aggregated/handler.go
 */
import { type JsonObject } from '../../apimachinery/object-meta';
import { type DiscoveredGroupVersion, sortedGroups } from './group-versions';
import { type ResourceFacts, type SubresourceFacts } from './resource-facts';

/** The content type in which the documents are asked for and answered. */
export const AGGREGATED_DISCOVERY_TYPE = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

/** Built-in resources leave their own group version out of the kind; custom resources spell it out. */
function responseKind(resource: ResourceFacts, kind: ResourceFacts | SubresourceFacts): JsonObject {
  const own = kind.group === resource.group && kind.version === resource.version;
  return own && !resource.custom
    ? { group: '', version: '', kind: kind.kind }
    : { group: kind.group, version: kind.version, kind: kind.kind };
}

function subresourceDiscovery(resource: ResourceFacts, subresource: SubresourceFacts): JsonObject {
  return {
    subresource: subresource.name,
    responseKind: responseKind(resource, subresource),
    verbs: subresource.verbs,
  };
}

function resourceDiscovery(resource: ResourceFacts): JsonObject {
  const { shortNames, categories, subresources } = resource;
  return {
    resource: resource.plural,
    responseKind: responseKind(resource, resource),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? { subresources: subresources.map((subresource) => subresourceDiscovery(resource, subresource)) }
      : {}),
  };
}

function versionDiscovery({ version, resources, stale }: DiscoveredGroupVersion): JsonObject {
  return {
    version,
    ...(resources.length > 0 ? { resources: resources.map(resourceDiscovery) } : {}),
    freshness: stale ? 'Stale' : 'Current',
  };
}

/** The document of `/api` (the core group alone) or of `/apis` (all other groups). */
export function aggregatedDiscovery(
  path: '/api' | '/apis',
  groupVersions: readonly DiscoveredGroupVersion[],
): JsonObject {
  const items = sortedGroups(groupVersions)
    .filter(([name]) => (name === '') === (path === '/api'))
    .map(([name, versions]) => ({
      metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
      versions: versions.map(versionDiscovery),
    }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2beta1', metadata: {}, items };
}
