/**
 * Whether the defaults of a schema are values that it would take itself.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go
 */
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { ObjectRules } from './cel/object-rules';
import { isEmbeddedResource, itemsOf, type JsonSchema, META_FIELDS } from './json-schema';
import { pruneValue } from './pruning';
import { schemaFaults } from './schema-validation';

export function defaultFaults(schema: JsonSchema, at: FieldPath, resource = true): FieldError[] {
  const items = itemsOf(schema);
  return [
    ...faultsOfDefault(schema, at.child('default')),
    ...(items ? defaultFaults(items, at.child('items'), isEmbeddedResource(items)) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      // Defaults of apiVersion, kind and metadata are forbidden where they are told.
      resource && META_FIELDS.has(name)
        ? []
        : defaultFaults(property, at.child('properties').key(name), isEmbeddedResource(property)),
    ),
  ];
}

function faultsOfDefault(schema: JsonSchema, at: FieldPath): FieldError[] {
  const value = schema.default;
  if (value === undefined) return [];
  const pruned = sameJson(pruneValue(value, schema), value)
    ? []
    : [FieldError.invalid(at, value, 'must not have unknown fields')];
  const faults = schemaFaults(value, schema, String(at));
  return [...pruned, ...(faults.length > 0 ? faults : (ObjectRules.of(schema)?.faults(value, value, at) ?? []))];
}
