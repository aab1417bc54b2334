/**
 * The `components/schemas` entries of `/openapi/v3`, written out again from the compact definitions.
 *
 * Upstream: k8s.io/kube-openapi/pkg/builder3/openapi.go, pkg/openapiconv/convert.go
 * Differs: descriptions are not carried (`kubectl explain` prints `<empty>`), since they are upstream's text
 */
import { parseGroupVersion } from '../../apimachinery/object-meta';
import {
  type Definition,
  definitionOf,
  goTypeOf,
  kindGroupVersionsOf,
  packageOf,
  publishedDefinitionNames,
  publishedNameOf,
} from '../../apimachinery/schema/definitions';
import {
  type FieldDeclaration,
  parseTypeExpression,
  type ScalarName,
  type TypeNode,
  zeroValue,
} from '../../apimachinery/schema/type-expression';

/** A JSON object of an OpenAPI document. */
export type OpenApiObject = { [key: string]: unknown };

const SCALARS: Readonly<Record<ScalarName, OpenApiObject>> = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
};

function referenceTo(definition: string): OpenApiObject {
  return { $ref: `#/components/schemas/${publishedNameOf(definition)}` };
}

function nodeSchema(type: TypeNode): OpenApiObject {
  if (type.node === 'scalar') return { ...SCALARS[type.scalar] };
  if (type.node === 'list') return { type: 'array', items: elementSchema(type.element) };
  if (type.node === 'map') return { type: 'object', additionalProperties: elementSchema(type.element) };
  if (type.form === 'bare') return referenceTo(type.definition);
  return { ...(type.form === 'value' ? { default: {} } : {}), allOf: [referenceTo(type.definition)] };
}

/** Elements of lists and maps cannot be left out, so their zero value is published as default (bytes: never). */
function elementSchema(type: TypeNode): OpenApiObject {
  const schema = nodeSchema(type);
  return type.node === 'scalar' && type.scalar !== 'bytes' ? { ...schema, default: zeroValue(type.scalar) } : schema;
}

function fieldSchema(field: FieldDeclaration): OpenApiObject {
  return {
    ...nodeSchema(field.type),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.enum ? { enum: field.enum } : {}),
    ...(field.listMapKeys ? { 'x-kubernetes-list-map-keys': field.listMapKeys } : {}),
    ...(field.listType ? { 'x-kubernetes-list-type': field.listType } : {}),
    ...(field.mapType ? { 'x-kubernetes-map-type': field.mapType } : {}),
    ...(field.patchMergeKey ? { 'x-kubernetes-patch-merge-key': field.patchMergeKey } : {}),
    ...(field.patchStrategy ? { 'x-kubernetes-patch-strategy': field.patchStrategy } : {}),
  };
}

function extensionsOf(name: string, definition: Definition): OpenApiObject {
  const kinds = kindGroupVersionsOf(name).map((apiVersion) => {
    const { group, version } = parseGroupVersion(apiVersion) ?? { group: '', version: apiVersion };
    return { group, kind: goTypeOf(name), version };
  });
  const { union } = definition;
  return {
    ...(kinds.length > 0 ? { 'x-kubernetes-group-version-kind': kinds } : {}),
    ...(definition.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(union
      ? {
          'x-kubernetes-unions': [{ discriminator: union.discriminator, 'fields-to-discriminateBy': union.fields }],
        }
      : {}),
  };
}

let shortNames: ReadonlyMap<string, string> | undefined;

function shortNameOf(published: string): string {
  shortNames ??= new Map(publishedDefinitionNames().map((name) => [publishedNameOf(name), name]));
  return shortNames.get(published) ?? '';
}

/**
 * The schema of a definition by its published name (`io.k8s.api.core.v1.PodSpec`).
 *
 * @throws Error when there is no such definition.
 */
export function componentSchema(published: string): OpenApiObject {
  const name = shortNameOf(published);
  const definition = definitionOf(name);
  if (!definition) throw new Error(`no definition ${published}`);
  if (definition.leaf) return { ...definition.leaf };
  const fields = Object.entries(definition.fields ?? {});
  const properties = Object.fromEntries(
    fields.map(([field, expression]) => [field, fieldSchema(parseTypeExpression(expression, packageOf(name)))]),
  );
  return {
    type: 'object',
    ...(definition.required ? { required: definition.required } : {}),
    ...(fields.length > 0 ? { properties } : {}),
    ...extensionsOf(name, definition),
  };
}
