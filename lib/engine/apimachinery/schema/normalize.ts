/**
 * Gives a JSON object the form that it has after the API server decoded it into Go structs, stored it and encoded it again:
 * which fields vanish when empty, which are always written, in which order maps come.
 *
 * Upstream: sigs.k8s.io/json (decoding), encoding/json (`omitempty`), staging/src/k8s.io/api (the tags; generated.pb.go for storage)
 * Differs: fields that the schema does not know, quantities and times are left as they are (decoding drops unknown fields, defaulting
 * canonicalises the rest), and the fields of a struct keep the order in which they were sent. Neither changes what an object means.
 */
import type { GoField, MapSchema, ObjectSchema, ScalarSchema, Schema } from './schema';
import { zeroOf } from './zero-value';

type JsonObject = Record<string, unknown>;

interface FieldPlan extends GoField {
  readonly schema: Schema;
}

/** What normalisation has to know of a struct, worked out once per schema. */
interface StructPlan {
  readonly fields: ReadonlyMap<string, FieldPlan>;
  /** The fields that are written even when nobody set them. */
  readonly always: readonly FieldPlan[];
  readonly keepsEmpty: boolean;
}

const plans = new WeakMap<ObjectSchema, StructPlan>();
const untypedPlans = new WeakMap<ObjectSchema, StructPlan>();
const zeroStructs = new WeakMap<ObjectSchema, JsonObject>();

/**
 * `value` as the API server would answer it: empty `omitempty` fields are gone, fields that are always written are there, null
 * elements are zero values, keys of maps are sorted.
 *
 * Pure and path-copying: parts that are normal already are the same references in the result, and so is the whole; nothing is
 * allocated for them. Frozen parts count as normal and are not looked into, because what the store holds is frozen and normal.
 * Structs that are added are frozen and shared. Normalising twice changes nothing. Values of a wrong type are left to decoding.
 */
export function normalize<T>(value: T, schema: ObjectSchema): T {
  return normalizeObject(value, schema) as T;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function normalizeValue(value: unknown, schema: Schema): unknown {
  if (typeof value === 'object' && value !== null && Object.isFrozen(value)) return value;
  switch (schema.type) {
    case 'object':
      return normalizeObject(value, schema);
    case 'map':
      return isObject(value) ? normalizeMap(value, schema) : (value ?? null);
    case 'list':
      return Array.isArray(value) ? mapItems(value, normalizeValue, schema.items) : (value ?? null);
    default:
      return normalizeLeaf(value, schema);
  }
}

function normalizeObject(value: unknown, schema: ObjectSchema): unknown {
  const { goFields } = schema;
  if (goFields && (value === null || value === undefined)) return zeroStruct(schema);
  if (!isObject(value) || Object.isFrozen(value)) return value;
  return goFields ? normalizeStruct(value, planOf(schema, goFields)) : normalizeUntyped(value, schema);
}

function normalizeAlternative(item: unknown, struct: ObjectSchema): unknown {
  return isObject(item) ? normalizeObject(item, struct) : item;
}

function normalizeLeaf(value: unknown, schema: ScalarSchema): unknown {
  if (value === null || value === undefined) return zeroOf(schema);
  if (!schema.struct || typeof value !== 'object') return value;
  if (Array.isArray(value)) return mapItems(value, normalizeAlternative, schema.struct);
  return normalizeObject(value, schema.struct);
}

function mapItems<S>(
  items: readonly unknown[],
  normal: (item: unknown, schema: S) => unknown,
  schema: S,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const after = normal(items[index], schema);
    if (after !== items[index]) (copy ??= items.slice())[index] = after;
  }
  return copy ?? items;
}

/** Keys that JavaScript puts first and in order of their number, wherever they were added; sorting cannot move them. */
function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && String(Number(key) >>> 0) === key;
}

/** Go encodes maps in order of their keys. Built from entries, because `__proto__` is a valid key of a ConfigMap. */
function normalizeMap(map: JsonObject, schema: MapSchema): JsonObject {
  let entries: [string, unknown][] | undefined;
  let sorted = true;
  let previous = '';
  for (const key in map) {
    const before = map[key];
    const after = normalizeElement(before, schema);
    if (!isIndex(key)) {
      if (key < previous) sorted = false;
      previous = key;
    }
    if (entries === undefined) {
      if (after === before && sorted) continue;
      entries = entriesBefore(map, key);
    }
    entries.push([key, after]);
  }
  if (entries === undefined) return map;
  return Object.fromEntries(sorted ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function entriesBefore(map: JsonObject, end: string): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const key in map) {
    if (key === end) break;
    entries.push([key, map[key]]);
  }
  return entries;
}

/** Bytes in a map come back from storage as an empty text, never as null. */
function normalizeElement(value: unknown, schema: MapSchema): unknown {
  return normalizeValue(value, schema.values) ?? (schema.values.type === 'bytes' ? '' : null);
}

function planOf(schema: ObjectSchema, goFields: readonly GoField[]): StructPlan {
  const known = plans.get(schema);
  if (known) return known;
  const plan = makePlan(schema, goFields);
  plans.set(schema, plan);
  return plan;
}

/** The plan of metadata within a custom resource: unlike in a struct, a creation time that nobody set is not written. */
function untypedPlanOf(schema: ObjectSchema, goFields: readonly GoField[]): StructPlan {
  const known = untypedPlans.get(schema);
  if (known) return known;
  const fields = goFields.map((field) => (field.name === 'creationTimestamp' ? { ...field, pointer: true } : field));
  const plan = makePlan(schema, fields);
  untypedPlans.set(schema, plan);
  return plan;
}

function makePlan(schema: ObjectSchema, goFields: readonly GoField[]): StructPlan {
  const fields = new Map<string, FieldPlan>();
  for (const field of goFields) {
    const fieldSchema = schema.fields.get(field.name);
    if (fieldSchema) fields.set(field.name, { ...field, schema: fieldSchema });
  }
  return {
    fields,
    always: [...fields.values()].filter((field) => !field.omitEmpty || (field.kind === 'struct' && !field.pointer)),
    keepsEmpty: schema.keepsEmpty === true,
  };
}

function zeroStruct(schema: ObjectSchema): JsonObject {
  const known = zeroStructs.get(schema);
  if (known) return known;
  const zero = Object.freeze(schema.goFields ? normalizeStruct({}, planOf(schema, schema.goFields)) : {});
  zeroStructs.set(schema, zero);
  return zero;
}

function normalizeStruct(value: JsonObject, plan: StructPlan): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in value) {
    const before = value[name];
    const field = plan.fields.get(name);
    const after = field ? normalizeField(before, field, plan) : before;
    if (copy === undefined) {
      if (after === before && after !== undefined) continue;
      copy = fieldsBefore(value, name);
    }
    if (after !== undefined) copy[name] = after;
    else if (typeof before === 'object' && before !== null) noteEmptied(copy, name);
  }
  for (const field of plan.always)
    if (value[field.name] === undefined) (copy ??= { ...value })[field.name] = normalizeField(undefined, field, plan);
  return copy ?? value;
}

/** Fields that were lists or maps without content, and vanished; by the struct that lacks them. */
const emptied = new WeakMap<object, string[]>();

function noteEmptied(struct: object, field: string): void {
  const fields = emptied.get(struct);
  if (fields) fields.push(field);
  else emptied.set(struct, [field]);
}

/**
 * Whether the field of a struct that was just normalised had been given as an empty list or map: Go tells it from an absent one until
 * the object is stored, and some messages show which it was. Copies of the struct don't know.
 */
export function wasGivenEmpty(struct: object, field: string): boolean {
  return emptied.get(struct)?.includes(field) ?? false;
}

/** Lets a copy of a struct know what {@link wasGivenEmpty} tells of the original. */
export function keepEmptiness<T extends object>(original: object, copy: T): T {
  for (const field of emptied.get(original) ?? []) noteEmptied(copy, field);
  return copy;
}

function fieldsBefore(value: JsonObject, end: string): JsonObject {
  const copy: JsonObject = {};
  for (const name in value) {
    if (name === end) break;
    copy[name] = value[name];
  }
  return copy;
}

/** The normal value of a field; undefined when the field is not written. */
function normalizeField(value: unknown, field: FieldPlan, plan: StructPlan): unknown {
  if (field.pointer && (value === null || value === undefined)) return field.omitEmpty ? undefined : null;
  const normal = normalizeValue(value, field.schema);
  if (field.pointer) return normal;
  if (field.omitEmpty) return isEmpty(normal, field) ? undefined : normal;
  return !plan.keepsEmpty && (field.kind === 'slice' || field.kind === 'map') && isEmpty(normal, field) ? null : normal;
}

/** Empty in the sense of `omitempty`; a struct never is. */
function isEmpty(value: unknown, { kind }: GoField): boolean {
  switch (kind) {
    case 'scalar':
      return value === '' || value === 0 || value === false;
    case 'slice':
      return value === null || (Array.isArray(value) && value.length === 0);
    case 'map':
      return value === null || (isObject(value) && !hasKeys(value));
    case 'bytes':
      return value === null || value === '';
    case 'interface':
      return value === null;
    case 'struct':
      return false;
  }
}

function hasKeys(map: JsonObject): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return true;
  return false;
}

/** Custom resources stay as they are, except that metadata (theirs and that of embedded resources) goes through its Go struct. */
function normalizeUntyped(value: JsonObject, schema: ObjectSchema): JsonObject {
  let copy: JsonObject | undefined;
  for (const [name, field] of schema.fields) {
    const before = value[name];
    const after = normalizeUntypedValue(before, field);
    if (after !== before) (copy ??= { ...value })[name] = after;
  }
  return copy ?? value;
}

function normalizeUntypedValue(value: unknown, schema: Schema): unknown {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  if (Array.isArray(value))
    return schema.type === 'list' ? mapItems(value, normalizeUntypedValue, schema.items) : value;
  if (schema.type === 'map') return normalizeUntypedMap(value as JsonObject, schema);
  if (schema.type !== 'object') return value;
  if (schema.goFields === undefined) return normalizeUntyped(value as JsonObject, schema);
  return normalizeStruct(value as JsonObject, untypedPlanOf(schema, schema.goFields));
}

function normalizeUntypedMap(map: JsonObject, schema: MapSchema): JsonObject {
  let copy: JsonObject | undefined;
  for (const key in map) {
    const before = map[key];
    const after = normalizeUntypedValue(before, schema.values);
    if (after !== before) (copy ??= { ...map })[key] = after;
  }
  return copy ?? map;
}
