/**
 * Takes fields and items out of a value, and what of a set its type names.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/remove.go, fieldpath/set.go (EnsureNamedFieldsAreMembers), typed/reconcile_schema.go
 */
import { type JsonObjectDraft, setMember } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import type { ListSchema, ObjectSchema, Schema } from '../schema/schema';
import { FieldSet } from './field-set';
import { fieldElement, fieldNameOf, type PathElement } from './path-element';
import { isAtomic, isFreeForm, isNamedField, itemElement, memberSchema, membersOf, shapeOf } from './typed-shape';

/** Without the fields and items of a set. A map or list of which nothing is left is null. */
export function removeFields(value: JsonObject, fields: FieldSet, schema: ObjectSchema): JsonObject {
  if (fields.isEmpty) return value;
  return (remove(value, fields, schema) ?? {}) as JsonObject;
}

function remove(value: JsonValue, fields: FieldSet, schema: Schema): JsonValue {
  const shape = shapeOf(schema, value);
  if (shape === 'scalar') return value;
  if (isAtomic(schema, shape)) return null;
  if (shape === 'map') return isJsonObject(value) ? removeMembers(value, fields, schema) : null;
  return isJsonArray(value) && schema.type === 'list' ? removeItems(value, fields, schema) : null;
}

function removeMembers(value: JsonObject, fields: FieldSet, schema: Schema): JsonObject | null {
  const kept: JsonObjectDraft = {};
  let any = false;
  for (const [name, member] of membersOf(value)) {
    const element = fieldElement(name);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    setMember(kept, name, below ? remove(member, below, memberSchema(schema, name) ?? { type: 'any' }) : member);
    any = true;
  }
  return any ? kept : null;
}

function removeItems(items: readonly JsonValue[], fields: FieldSet, schema: ListSchema): readonly JsonValue[] | null {
  const kept: JsonValue[] = [];
  for (const item of items) {
    const element = itemElement(schema, item);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    kept.push(below ? remove(item, below, schema.items) : item);
  }
  return kept.length > 0 ? kept : null;
}

/** The type of what an element leads to; undefined where the type does not say. */
function schemaBelow(schema: Schema | undefined, element: PathElement): Schema | undefined {
  if (!schema) return undefined;
  const name = fieldNameOf(element);
  if (name !== undefined) return schema.type === 'list' ? undefined : memberSchema(schema, name);
  return element.startsWith('k:') && schema.type === 'list' ? schema.items : undefined;
}

/** The set with the fields that a type names as members, where only something below them was in it. */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const members = new Set(set.members);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const name = fieldNameOf(element);
    if (name !== undefined && schema && isNamedField(schema, name)) members.add(element);
    children.set(element, withNamedFields(child, schemaBelow(schema, element)));
  }
  return FieldSet.from(members, children);
}

/** Sets that were looked at before, with the type that they were looked at for. */
const reconciled = new WeakMap<FieldSet, { readonly schema: Schema; readonly set: FieldSet }>();

/** A set that was written when the type owned parts of what it now owns as one: the whole is owned instead of the parts. */
export function reconcileWithSchema(set: FieldSet, schema: Schema): FieldSet {
  const known = reconciled.get(set);
  if (known?.schema === schema) return known.set;
  const result = isFreeForm(schema) ? set : collapseAtomic(set, schema);
  reconciled.set(set, { schema, set: result });
  return result;
}

function collapseAtomic(set: FieldSet, schema: Schema): FieldSet {
  let members: Set<PathElement> | undefined;
  let children: Map<PathElement, FieldSet> | undefined;
  for (const [element, child] of set.children) {
    const below = schemaBelow(schema, element);
    if (!below || isFreeForm(below)) continue;
    if (isAtomic(below, shapeOf(below, undefined))) {
      (members ??= new Set(set.members)).add(element);
      (children ??= new Map(set.children)).delete(element);
      continue;
    }
    const rest = collapseAtomic(child, below);
    if (rest !== child) (children ??= new Map(set.children)).set(element, rest);
  }
  return members || children ? FieldSet.from(members ?? set.members, children ?? set.children) : set;
}
