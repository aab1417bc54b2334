/**
 * The fields that a value sets: what somebody owns who applies it.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/tofieldset.go
 */
import { isJsonArray, isJsonObject, type JsonValue } from '../object-meta';
import type { Schema } from '../schema/schema';
import { type FieldSet, FieldSetBuilder } from './field-set';
import { fieldElement, type PathElement } from './path-element';
import { isAtomic, isEmptyMap, isNamedField, itemElement, memberSchema, membersOf, shapeOf } from './typed-shape';

/** Of a value that is valid in its type. */
export function ownedFieldsOf(value: JsonValue, schema: Schema): FieldSet {
  const builder = new FieldSetBuilder();
  visit(value, schema, [], builder);
  return builder.build();
}

function visit(value: JsonValue, schema: Schema, path: PathElement[], builder: FieldSetBuilder): void {
  const shape = shapeOf(schema, value);
  if (isAtomic(schema, shape)) return builder.insert(path);
  if (shape === 'map' && isJsonObject(value)) {
    for (const [name, member] of membersOf(value)) {
      path.push(fieldElement(name));
      visit(member, memberSchema(schema, name) ?? { type: 'any' }, path, builder);
      if (isEmptyMap(member) || !isNamedField(schema, name)) builder.insert(path);
      path.pop();
    }
  } else if (schema.type === 'list' && isJsonArray(value)) {
    for (const item of value) {
      path.push(itemElement(schema, item));
      visit(item, schema.items, path, builder);
      builder.insert(path);
      path.pop();
    }
  }
}
