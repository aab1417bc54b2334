/** What discovery tells at this moment: the built-in group versions, and those of custom resources as they come and go. */
import { formatGroupVersion } from '../../apimachinery/object-meta';
import { customResourceFacts } from '../custom-resources/custom-resource';
import { customResourceSchemas } from '../openapi/custom-resource-operations';
import type { SchemaLookup } from '../openapi/openapi-v3';
import type { ResourceRegistry } from '../resource-registry';
import {
  builtinGroupVersions,
  CUSTOM_RESOURCE_PRIORITY,
  groupVersionsOf,
  type DiscoveredGroupVersion,
} from './group-versions';

interface Known {
  readonly generation: number;
  readonly groupVersions: readonly DiscoveredGroupVersion[];
}

const known = new WeakMap<ResourceRegistry, Known>();

/** The same list until a resource is added or removed. */
export function servedGroupVersions(registry: ResourceRegistry): readonly DiscoveredGroupVersion[] {
  const before = known.get(registry);
  if (before?.generation === registry.generation) return before.groupVersions;
  const groupVersions = [...builtinGroupVersions(), ...customGroupVersions(registry), ...addOnGroupVersions(registry)];
  known.set(registry, { generation: registry.generation, groupVersions });
  return groupVersions;
}

function customGroupVersions(registry: ResourceRegistry): DiscoveredGroupVersion[] {
  const facts = registry
    .all()
    .flatMap(customResourceFacts)
    .sort((a, b) => (a.plural < b.plural ? -1 : 1));
  return groupVersionsOf(facts, () => CUSTOM_RESOURCE_PRIORITY);
}

function addOnGroupVersions(registry: ResourceRegistry): DiscoveredGroupVersion[] {
  const addOns = registry.all().flatMap(({ addOn }) => addOn ?? []);
  const priorities = new Map(addOns.map((addOn) => [formatGroupVersion(addOn.facts), addOn]));
  const facts = addOns.map((addOn) => addOn.facts);
  return groupVersionsOf(facts, (apiVersion) => {
    const { groupPriority = 0, versionPriority = 0 } = priorities.get(apiVersion) ?? {};
    return { groupPriority, versionPriority };
  });
}

/** The schemas of custom resources, by the names that OpenAPI publishes them under. */
export function customSchemasOf(registry: ResourceRegistry): SchemaLookup {
  return customResourceSchemas(
    registry.all().flatMap((definition) =>
      customResourceFacts(definition).map((resource) => {
        const versions = definition.declared?.spec.versions ?? [];
        const schema = versions.find(({ name }) => name === resource.version)?.schema?.openAPIV3Schema;
        return { resource, schema };
      }),
    ),
  );
}
