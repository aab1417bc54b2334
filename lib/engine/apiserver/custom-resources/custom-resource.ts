/**
 * A custom resource as the API server serves it, made from its definition.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/{customresource_handler,customresource_discovery_controller}.go
 */
import { encodeBytes } from '../../apimachinery/base64';
import { sha256Hex } from '../../apimachinery/sha256';
import { STATUS_VERBS, type ResourceFacts, type SubresourceFacts } from '../discovery/resource-facts';
import type { ResourceDefinition, SubresourceDefinition } from '../resource-definition';
import type { SubresourceHandler } from '../subresource-handler';
import type { ConversionWebhook } from './conversion-webhook';
import { customResourceStrategy } from './custom-resource-strategy';
import { CustomVersion } from './custom-version';
import { isTrue } from './definition-conditions';
import type { CustomResourceDefinition } from './json-schema';
import { customScaleHandler } from './custom-scale';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
/** What discovery tells while the definition is being deleted. */
const LAST_VERBS = ['delete', 'deletecollection', 'get', 'list', 'watch'];

/**
 * @param afterDelete told whenever one of the objects is gone for good
 * @param conversion who turns objects into other versions, where that is more than another apiVersion
 */
export function customResourceOf(
  definition: CustomResourceDefinition,
  afterDelete: () => void,
  conversion?: ConversionWebhook,
): ResourceDefinition {
  const { group, scope, versions: declared } = definition.spec;
  const names = definition.status.acceptedNames;
  const namespaced = scope === 'Namespaced';
  const versions = (declared ?? []).map((version) => new CustomVersion(definition, version, conversion));
  const storage = versions.find((version) => version.declared.storage);
  if (!storage) throw new Error(`${definition.metadata.name} stores no version`);
  const served = versions.map((version) => version.definition(storage));
  const subresources = new Map(
    versions.flatMap((version) => subresourcesOf(version, group, names.kind)).map((one) => [one.name, one]),
  );
  return {
    group,
    groupResource: { group, resource: names.plural },
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? '',
    listKind: names.listKind ?? `${names.kind}List`,
    namespaced,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs: VERBS,
    versions: served,
    storageVersion: served[versions.indexOf(storage)]!,
    subresources,
    table: tableNameOf(definition),
    strategy: customResourceStrategy({
      names,
      group,
      namespaced,
      versions,
      storage,
      terminating: isTrue(definition, 'Terminating'),
      afterDelete,
    }),
    handlers: handlersOf(versions, storage),
    custom: true,
    declared: definition,
  };
}

/** The table in which the objects are, also when nothing serves them. */
export function tableNameOf({ spec }: CustomResourceDefinition): string {
  return `${spec.group}/${spec.names.plural}`;
}

function handlersOf(versions: readonly CustomVersion[], storage: CustomVersion): Map<string, SubresourceHandler> {
  const scale = customScaleHandler(versions, storage);
  return new Map(scale ? [['scale', scale]] : []);
}

function subresourcesOf(version: CustomVersion, group: string, kind: string): SubresourceDefinition[] {
  const { status, scale } = version.subresources;
  const own = { group, version: version.declared.name, kind };
  return [
    ...(status === undefined ? [] : [{ name: 'status', ...own, verbs: STATUS_VERBS }]),
    ...(scale === undefined
      ? []
      : [{ name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: STATUS_VERBS }]),
  ];
}

/** What discovery and OpenAPI tell of it, for each version that is served. */
export function customResourceFacts(resource: ResourceDefinition): ResourceFacts[] {
  const { declared, group, kind, listKind, plural, singular, namespaced, shortNames, categories } = resource;
  if (!declared) return [];
  const versions = (declared.spec.versions ?? []).map((version) => new CustomVersion(declared, version));
  const stored = resource.storageVersion.name;
  return versions
    .filter((version) => version.declared.served)
    .map((version) => ({
      group,
      version: version.declared.name,
      kind,
      listKind,
      plural,
      singular,
      namespaced,
      shortNames,
      categories,
      verbs: isTrue(declared, 'Terminating') ? LAST_VERBS : VERBS,
      subresources: subresourcesOf(version, group, kind) as readonly SubresourceFacts[],
      storageVersionHash: storageVersionHash(group, stored, kind),
      custom: true as const,
    }));
}

/** Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go */
function storageVersionHash(group: string, version: string, kind: string): string {
  const bytes = sha256Hex(`${group}/${version}/${kind}`).slice(0, 16).match(/../g) ?? [];
  return encodeBytes(bytes.map((byte) => Number.parseInt(byte, 16)));
}
