/**
 * The definitions of the built-in API types, as compact data: what is published in `/openapi/v3` plus the few meta types that are
 * not. Everything else that is derived from the types (schemas, OpenAPI documents, TypeScript interfaces) starts here.
 *
 * Upstream: staging/src/k8s.io/api, staging/src/k8s.io/apimachinery/pkg/apis/meta (the Go types)
 */
import data from './data/definitions.json';
import { unpublishedDefinitions } from './unpublished-definitions';

/** Go types that encode themselves and so have no fields in the schema. */
export type LeafName =
  | 'Quantity'
  | 'IntOrString'
  | 'Time'
  | 'MicroTime'
  | 'RawExtension'
  | 'FieldsV1'
  | 'Patch'
  | 'JSON'
  | 'JSONSchemaPropsOrArray'
  | 'JSONSchemaPropsOrBool'
  | 'JSONSchemaPropsOrStringArray';

export interface Definition {
  /** Field name to type expression (`type-expression.ts`), by name. Absent for leaf types. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** `true`: this is a kind of its package's group version; a list: a kind of these group versions. */
  readonly kinds?: true | readonly string[];
  readonly atomic?: true;
  /** Discriminated unions: the discriminator and which field belongs to which of its values. */
  readonly union?: { readonly discriminator: string; readonly fields: Readonly<Record<string, string>> };
  /** The published schema of a leaf type, word for word. */
  readonly leaf?: Readonly<Record<string, unknown>>;
}

interface DefinitionsFile {
  /** Short package (`apps.v1`) to Go-style name (`io.k8s.api.apps.v1`) and group version (`apps/v1`). */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly definitions: Readonly<Record<string, Definition>>;
}

const file = data as unknown as DefinitionsFile;

/** The definition behind a short name such as `core.v1.PodSpec`; undefined when there is none. */
export function definitionOf(name: string): Definition | undefined {
  return Object.hasOwn(file.definitions, name) ? file.definitions[name] : unpublishedDefinitions[name];
}

/** Short names of everything that is published, in the order of the data. */
export function publishedDefinitionNames(): readonly string[] {
  return Object.keys(file.definitions);
}

/** `core.v1` of `core.v1.PodSpec`. */
export function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

/** `PodSpec` of `core.v1.PodSpec`. */
export function goTypeOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The published name, `io.k8s.api.core.v1.PodSpec`, of `core.v1.PodSpec`. */
export function publishedNameOf(name: string): string {
  return `${file.packages[packageOf(name)]?.[0] ?? packageOf(name)}.${goTypeOf(name)}`;
}

/** The group versions (`v1`, `apps/v1`) under which a definition is a kind; [] for types that are only parts. */
export function kindGroupVersionsOf(name: string): readonly string[] {
  const kinds = definitionOf(name)?.kinds;
  if (kinds === undefined) return [];
  return kinds === true ? [file.packages[packageOf(name)]?.[1] ?? ''] : kinds;
}

let names: Map<string, string> | undefined;

/** Short name of the definition of a kind, by `apiVersion` and `kind`; undefined when the kind is not built in. */
export function definitionOfKind(apiVersion: string, kind: string): string | undefined {
  names ??= indexKinds();
  return names.get(`${apiVersion}/${kind}`);
}

function indexKinds(): Map<string, string> {
  const index = new Map<string, string>();
  for (const name of [...publishedDefinitionNames(), ...Object.keys(unpublishedDefinitions)])
    for (const apiVersion of kindGroupVersionsOf(name)) index.set(`${apiVersion}/${goTypeOf(name)}`, name);
  return index;
}
