/**
 * The resources that a v1.28 API server serves by default, from compact data.
 *
 * Upstream: pkg/controlplane/instance.go (what is installed), pkg/registry/<group>/rest (the resources of each group)
 */
import { type GroupVersion, parseGroupVersion } from '../../apimachinery/object-meta';
import data from './data/resources.json';
import { ALL_VERBS, type ResourceFacts, STATUS_VERBS, type SubresourceFacts } from './resource-facts';

/** A subresource in the data; what is left out is as in its parent, verbs as in `status`. */
export interface CompactSubresource {
  readonly name: string;
  readonly kind?: string;
  readonly groupVersion?: string;
  readonly verbs?: readonly string[];
}

/** A resource in the data; `singular` is the kind in lower case and `verbs` are all verbs unless given. */
export interface CompactResource {
  readonly kind: string;
  readonly singular?: string;
  readonly namespaced?: true;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly CompactSubresource[];
  readonly storageVersionHash?: string;
  readonly deleteAnswersObject?: true;
}

function groupVersionOf(apiVersion: string): GroupVersion {
  const groupVersion = parseGroupVersion(apiVersion);
  if (!groupVersion) throw new Error(`${apiVersion} in the data is no group version`);
  return groupVersion;
}

function expandSubresource(
  parent: { readonly group: string; readonly version: string; readonly kind: string },
  compact: CompactSubresource,
): SubresourceFacts {
  return {
    name: compact.name,
    ...(compact.groupVersion === undefined
      ? { group: parent.group, version: parent.version }
      : groupVersionOf(compact.groupVersion)),
    kind: compact.kind ?? parent.kind,
    verbs: compact.verbs ?? STATUS_VERBS,
  };
}

function expandResource(apiVersion: string, plural: string, compact: CompactResource): ResourceFacts {
  const { kind } = compact;
  const groupVersion = groupVersionOf(apiVersion);
  return {
    ...groupVersion,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: compact.singular ?? kind.toLowerCase(),
    namespaced: compact.namespaced ?? false,
    shortNames: compact.shortNames ?? [],
    categories: compact.categories ?? [],
    verbs: compact.verbs ?? ALL_VERBS,
    subresources: (compact.subresources ?? []).map((subresource) =>
      expandSubresource({ ...groupVersion, kind }, subresource),
    ),
    ...(compact.storageVersionHash === undefined ? {} : { storageVersionHash: compact.storageVersionHash }),
    ...(compact.deleteAnswersObject ? { deleteAnswersObject: true } : {}),
  };
}

let resources: readonly ResourceFacts[] | undefined;

/**
 * All built-in resources in discovery's order: groups and versions by preference, the core group first, resources by name.
 * The same list on every call.
 */
export function builtinResources(): readonly ResourceFacts[] {
  resources ??= Object.entries(data as Record<string, Record<string, CompactResource>>).flatMap(([apiVersion, group]) =>
    Object.entries(group).map(([plural, compact]) => expandResource(apiVersion, plural, compact)),
  );
  return resources;
}
