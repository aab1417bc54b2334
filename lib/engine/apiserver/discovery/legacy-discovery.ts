/**
 * The discovery documents that are asked for one by one: `/api`, `/apis`, `/apis/GROUP`, `/api/v1` and `/apis/GROUP/VERSION`.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery, kube-aggregator/pkg/apiserver/handler_apis.go
 */
import { formatGroupVersion, type JsonObject } from '../../apimachinery/object-meta';
import { type DiscoveredGroupVersion, sortedGroups } from './group-versions';
import { type ResourceFacts, type SubresourceFacts } from './resource-facts';

/** `/api`; `serverAddress` is host and port as clients reach the server. */
export function apiVersions(serverAddress: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

function versionForDiscovery(groupVersion: DiscoveredGroupVersion): JsonObject {
  return { groupVersion: formatGroupVersion(groupVersion), version: groupVersion.version };
}

function groupForDiscovery(name: string, versions: readonly DiscoveredGroupVersion[]): JsonObject {
  const all = versions.map(versionForDiscovery);
  return { name, versions: all, preferredVersion: all[0] };
}

/** `/apis`: every group but the core one. */
export function apiGroupList(groupVersions: readonly DiscoveredGroupVersion[]): JsonObject {
  const groups = sortedGroups(groupVersions)
    .filter(([name]) => name !== '')
    .map(([name, versions]) => groupForDiscovery(name, versions));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** `/apis/GROUP`; undefined when nobody serves that group. */
export function apiGroup(groupVersions: readonly DiscoveredGroupVersion[], name: string): JsonObject | undefined {
  const [, versions] = sortedGroups(groupVersions.filter(({ group }) => group === name))[0] ?? [];
  return versions && name !== ''
    ? { kind: 'APIGroup', apiVersion: 'v1', ...groupForDiscovery(name, versions) }
    : undefined;
}

function subresourceEntry(resource: ResourceFacts, subresource: SubresourceFacts): JsonObject {
  const { group, version, kind, verbs } = subresource;
  const foreign = group !== resource.group || version !== resource.version;
  return {
    name: `${resource.plural}/${subresource.name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(foreign ? { group, version } : {}),
    kind,
    verbs,
  };
}

function resourceEntries(resource: ResourceFacts): JsonObject[] {
  const { shortNames, categories, storageVersionHash } = resource;
  return [
    {
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: resource.verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
      ...(storageVersionHash === undefined ? {} : { storageVersionHash }),
    },
    ...resource.subresources.map((subresource) => subresourceEntry(resource, subresource)),
  ];
}

/** `/api/v1` or `/apis/GROUP/VERSION`: its resources and their subresources. */
export function apiResourceList(groupVersion: DiscoveredGroupVersion): JsonObject {
  return {
    kind: 'APIResourceList',
    // The core group's list has never had its own version, for the sake of clients before v1.2.
    ...(groupVersion.group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatGroupVersion(groupVersion),
    resources: groupVersion.resources.flatMap(resourceEntries),
  };
}
