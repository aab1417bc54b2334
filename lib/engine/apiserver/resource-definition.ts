/**
 * One resource as the API server serves it: names, versions, schema, strategy.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, pkg/registry/<group>/rest
 */
import type { Decoded } from '../apimachinery/json/decode';
import type { RawObject } from '../apimachinery/json/parse-json';
import type { GroupKind, GroupResource, KubeObject } from '../apimachinery/object-meta';
import type { ObjectSchema } from '../apimachinery/schema/schema';
import type { CustomResourceDefinition } from './custom-resources/json-schema';
import type { ApiServerCore } from './core';
import type { ResourceFacts } from './discovery/resource-facts';
import type { ResourceStrategy } from './strategy';
import type { SubresourceHandler } from './subresource-handler';
import type { TablePrinter } from './tables/column';

export interface VersionDefinition {
  readonly name: string;
  /** `group/version`, or `v1` for the core group. */
  readonly apiVersion: string;
  /** Undefined for kinds that publish no schema. */
  readonly schema: ObjectSchema | undefined;
  /** Reads an object in this version where its Go type does not say all. @throws ParseError @default by the schema */
  decode?(raw: RawObject): Decoded;
  /** Fills in defaults of this version, in place, before it becomes the storage version. */
  applyDefaults(draft: KubeObject): void;
  /** Names of fields that can be selected, where they are not those of the strategy, and what they mean there. */
  readonly fieldLabels?: Readonly<Record<string, string>>;
  toStorage(object: KubeObject): KubeObject;
  fromStorage(object: KubeObject): KubeObject;
  /** Many at once, where somebody else converts them. */
  allFromStorage?(objects: readonly KubeObject[]): KubeObject[];
  readonly served: boolean;
  /** How its objects are shown, where versions differ in that. */
  readonly printer?: TablePrinter;
  /** Told with every answer to requests in this version. */
  readonly deprecationWarning?: string;
}

export interface SubresourceDefinition {
  readonly name: string;
  /** Kind of what goes over the wire, e.g. `Scale`, `Eviction`, `TokenRequest`. */
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

/** Objects that are worked out when somebody asks for them. */
export interface LiveObjects {
  /** @param namespace '' for objects without one */
  get(core: ApiServerCore, namespace: string, name: string): KubeObject | undefined;
  /** @param namespace '' for all */
  list(core: ApiServerCore, namespace: string): readonly KubeObject[];
}

/** How discovery tells of a resource that is neither built in nor declared by a definition. */
export interface AddOn {
  readonly facts: ResourceFacts;
  /** As in its APIService. */
  readonly groupPriority: number;
  readonly versionPriority: number;
}

export interface ResourceDefinition {
  readonly group: string;
  /** Group and plural, as refusals name them. */
  readonly groupResource: GroupResource;
  /** Group and kind that a refusal of an invalid object names, where they are not its own. */
  readonly refusedAs?: GroupKind;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly versions: readonly VersionDefinition[];
  readonly storageVersion: VersionDefinition;
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
  /** Name of the table in the store. Two resources may share one (`events` of two groups). */
  readonly table: string;
  readonly strategy: ResourceStrategy;
  /** How objects are shown in tables. @default name and time of creation */
  readonly printer?: TablePrinter;
  /** Subresources that answer for themselves. */
  readonly handlers: ReadonlyMap<string, SubresourceHandler>;
  /** For resources that are answered instead of stored. */
  readonly answers?: SubresourceHandler;
  /** For resources that are read and never written. */
  readonly live?: LiveObjects;
  readonly addOn?: AddOn;
  /** Made by a CustomResourceDefinition. */
  readonly custom: boolean;
  /** That definition. */
  readonly declared?: CustomResourceDefinition;
}

/** The key of an object in its table. */
export function objectKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Group and kind that a refusal of an invalid object names. */
export function refusedKind({ group, refusedAs }: ResourceDefinition, { kind }: KubeObject): GroupKind {
  return refusedAs ?? { group, kind };
}
