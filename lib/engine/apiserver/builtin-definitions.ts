/**
 * The built-in resources: facts of discovery, schemas, strategies and handlers put together.
 *
 * Upstream: pkg/controlplane/instance.go, pkg/registry/<group>/rest/storage_<group>.go
 */
import type { GroupVersionKind } from '../apimachinery/schema/schema';
import { builtinSchemas } from '../apimachinery/schema/builtin-schemas';
import type { Draft } from './strategy';
import { formatGroupVersion, type KubeObject } from '../apimachinery/object-meta';
import { builtinResources } from './discovery/builtin-resources';
import { type ResourceFacts } from './discovery/resource-facts';
import type { ResourceDefinition, VersionDefinition } from './resource-definition';
import { componentStatuses } from './resources/component-statuses';
import { conversionOf, strategyOf } from './resources/strategies';
import { answeredResourceOf, subresourceHandlerOf } from './resources/subresource-handlers';
import { printerOf } from './tables/printers';

/** Which version is stored, where a resource has several; the first in discovery otherwise. */
const STORAGE_VERSIONS: Readonly<Record<string, string>> = {
  'flowcontrol.apiserver.k8s.io': 'v1beta3',
  autoscaling: 'v2',
};

/** Resources of one group that live in the table of another. */
const SHARED_TABLES: Readonly<Record<string, string>> = { 'events.k8s.io/events': 'events' };

const FLOW_CONTROL = 'flowcontrol.apiserver.k8s.io';
const flowControlDeprecation = (kind: string): string =>
  `${FLOW_CONTROL}/v1beta2 ${kind} is deprecated in v1.26+, unavailable in v1.29+; use ${FLOW_CONTROL}/v1beta3 ${kind}`;

/** What is told with every answer in these versions. */
const DEPRECATIONS: Readonly<Record<string, string>> = {
  'v1/ComponentStatus': 'v1 ComponentStatus is deprecated in v1.19+',
  [`${FLOW_CONTROL}/v1beta2/FlowSchema`]: flowControlDeprecation('FlowSchema'),
  [`${FLOW_CONTROL}/v1beta2/PriorityLevelConfiguration`]: flowControlDeprecation('PriorityLevelConfiguration'),
};

/** The same in every cluster, so made once. */
let made: readonly ResourceDefinition[] | undefined;

/** All built-in resources, in the order of discovery. */
export function builtinDefinitions(): readonly ResourceDefinition[] {
  return (made ??= make());
}

function make(): ResourceDefinition[] {
  const byResource = new Map<string, ResourceFacts[]>();
  for (const facts of builtinResources()) {
    const name = `${facts.group}/${facts.plural}`;
    const known = byResource.get(name);
    if (known) known.push(facts);
    else byResource.set(name, [facts]);
  }
  return [...byResource.values()].map(definitionOf);
}

function tableOfOwn({ group, plural }: ResourceFacts): string {
  return group === '' ? plural : `${group}/${plural}`;
}

function tableName(facts: ResourceFacts): string {
  const name = tableOfOwn(facts);
  return SHARED_TABLES[name] ?? name;
}

function definitionOf(versions: readonly ResourceFacts[]): ResourceDefinition {
  const stored = versions.find((facts) => facts.version === STORAGE_VERSIONS[facts.group]) ?? versions[0]!;
  const table = tableName(stored);
  const strategy = strategyOf(table);
  const definitions = versions.map((facts) => versionOf(facts, table));
  return {
    group: stored.group,
    groupResource: { group: stored.group, resource: stored.plural },
    ...(table === tableOfOwn(stored) ? {} : { refusedAs: { group: '', kind: stored.kind } }),
    kind: stored.kind,
    plural: stored.plural,
    singular: stored.singular,
    listKind: stored.listKind,
    namespaced: stored.namespaced,
    shortNames: stored.shortNames,
    categories: stored.categories,
    verbs: stored.verbs,
    versions: definitions,
    storageVersion: definitions.find((definition) => definition.name === stored.version)!,
    subresources: new Map(stored.subresources.map((subresource) => [subresource.name, subresource])),
    table,
    strategy,
    printer: printerOf(table),
    handlers: new Map(
      stored.subresources.flatMap(({ name }) => {
        const handler = subresourceHandlerOf(table, name);
        return handler ? [[name, handler] as const] : [];
      }),
    ),
    answers: answeredResourceOf(table),
    live: table === 'componentstatuses' ? componentStatuses : undefined,
    custom: false,
  };
}

/** The defaults of the storage version are the strategy's; other versions bring their own with their conversion. */
function versionOf(facts: ResourceFacts, table: string): VersionDefinition {
  const gvk: GroupVersionKind = facts;
  const apiVersion = formatGroupVersion(facts);
  const conversion = conversionOf(apiVersion, facts.plural);
  const same = (object: KubeObject): KubeObject => object;
  return {
    name: facts.version,
    apiVersion,
    get schema() {
      return builtinSchemas().schemaOf(gvk);
    },
    applyDefaults: (draft) => {
      if (conversion) conversion.applyDefaults?.(draft);
      else strategyOf(table).applyDefaults?.(draft as Draft<KubeObject>);
    },
    fieldLabels: conversion?.fieldLabels,
    toStorage: conversion ? (object) => conversion.toStorage(object) : same,
    fromStorage: conversion ? (object) => conversion.fromStorage(object) : same,
    served: true,
    deprecationWarning: DEPRECATIONS[`${apiVersion}/${facts.kind}`],
  };
}
