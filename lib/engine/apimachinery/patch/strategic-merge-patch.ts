/**
 * Strategic merge patch: a merge patch that knows from the schema which lists merge and by what key, and that takes instructions:
 * `$patch`, `$retainKeys`, `$setElementOrder/FIELD`, `$deleteFromPrimitiveList/FIELD`.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/{patch,meta}.go
 * Differs: nothing is changed in place; members are visited in the order of the patch, where upstream's order is left to chance.
 */
import { formatGoValue, goTypeName } from '../go-format';
import { quote } from '../go-text';
import { type JsonObjectDraft, hasMember, memberNames, memberOf, setMember } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { type ListSchema, type Schema } from '../schema/schema';
import { badRequest, unknownError } from '../status-error';
import {
  badArgument,
  checkOrder,
  deleteFromList,
  DIRECTIVE,
  inOrder,
  isDirective,
  type ListMerge,
  mergeList,
  unknownDirective,
} from './strategic-merge-list';

const RETAIN_KEYS = '$retainKeys';
const ELEMENT_ORDER = '$setElementOrder';
const PRIMITIVE_DELETION = '$deleteFromPrimitiveList';

const badRetainKeys = (): Error => badRequest('invalid patch format of retainKeys');
const badElementOrder = (): Error => badRequest('invalid patch format of setElementOrder list');

/** Go's reflect.Kind of what a schema that is no struct stands for. */
function kindOf(schema: Schema): string {
  if (schema.type === 'list' || schema.type === 'bytes') return 'slice';
  if (schema.type === 'map' || schema.type === 'string' || schema.type === 'int32' || schema.type === 'int64') {
    return schema.type;
  }
  if (schema.type === 'boolean') return 'bool';
  return schema.type === 'number' ? 'float64' : 'struct';
}

/** The schema of a member, which must be known where two values are to be merged. */
function fieldSchema(schema: Schema, name: string): Schema {
  if (schema.type === 'object') {
    const field = schema.fields.get(name);
    if (field) return field;
  } else if (kindOf(schema) !== 'struct') {
    throw unknownError(`merging an object in json but data type is not struct, instead is: ${kindOf(schema)}`);
  }
  const struct =
    schema.type === 'object' ? schema.goType : schema.type === 'any' && schema.atomic ? 'RawExtension' : '';
  throw unknownError(`unable to find api field in struct ${struct} for the json field ${quote(name)}`);
}

function listSchema(schema: Schema, name: string): ListSchema {
  const field = fieldSchema(schema, name);
  if (field.type !== 'list') throw unknownError('expected slice or array type, but got: struct');
  return field;
}

function listMerge(schema: ListSchema): ListMerge {
  return {
    mergeKey: schema.mergeKey,
    mergeItems: (original, patch) => mergeObjects(original, patch, schema.items),
  };
}

/** A value that was not there before: without nulls. */
function withoutNulls(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const kept: JsonObjectDraft = {};
  for (const name of memberNames(value)) {
    const member = memberOf(value, name) ?? null;
    if (member !== null) setMember(kept, name, withoutNulls(member));
  }
  return kept;
}

/** A value that was not there before: without the objects that only give an instruction; undefined where it is one itself. */
function withoutInstructions(value: JsonValue): JsonValue | undefined {
  if (isDirective(value)) return undefined;
  if (isJsonArray(value)) return value.map(withoutInstructions).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  const kept: JsonObjectDraft = {};
  for (const name of memberNames(value)) {
    const member = withoutInstructions(memberOf(value, name) ?? null);
    if (member !== undefined) setMember(kept, name, member);
  }
  return kept;
}

/** One object being patched: what is left to do of the patch, and what has become of the original. */
class ObjectMerge {
  readonly #merged: JsonObjectDraft;
  readonly #pending: JsonObjectDraft;

  constructor(
    private readonly original: JsonObject,
    patch: JsonObject,
    private readonly schema: Schema,
  ) {
    this.#merged = { ...original };
    this.#pending = { ...patch };
  }

  run(): JsonObject {
    this.#retainKeys();
    for (const name of memberNames(this.#pending)) {
      if (name.startsWith(ELEMENT_ORDER)) this.#mergeOrdered(name);
    }
    for (const name of memberNames(this.#pending)) this.#mergeMember(name, memberOf(this.#pending, name) ?? null);
    const names = memberNames(this.#merged);
    const same =
      names.length === memberNames(this.original).length &&
      names.every((name) => memberOf(this.#merged, name) === memberOf(this.original, name));
    return same ? this.original : this.#merged;
  }

  /** `$retainKeys`: clears what the list does not name, which must name all that the patch sets. */
  #retainKeys(): void {
    const names = memberOf(this.#pending, RETAIN_KEYS);
    if (names === undefined) return;
    delete this.#pending[RETAIN_KEYS];
    if (!isJsonArray(names)) throw badRetainKeys();
    const retained = new Set(names);
    for (const name of memberNames(this.#pending)) {
      const isInstruction = name.startsWith(PRIMITIVE_DELETION) || name.startsWith(ELEMENT_ORDER);
      if (isInstruction || memberOf(this.#pending, name) === null) continue;
      if (!retained.has(name)) throw badRetainKeys();
    }
    for (const name of Object.keys(this.#merged)) if (!retained.has(name)) delete this.#merged[name];
  }

  /** `$setElementOrder/FIELD`: merges FIELD at once and puts it in order. */
  #mergeOrdered(directive: string): void {
    const order = memberOf(this.#pending, directive) ?? null;
    delete this.#pending[directive];
    if (!isJsonArray(order)) throw badArgument('[]interface {}', order);
    const name = this.#fieldOf(directive, ELEMENT_ORDER, badElementOrder);
    const live = this.#listMember(this.#merged, name);
    const patch = this.#listMember(this.#pending, name);
    const schema = listSchema(this.schema, name);
    checkOrder(patch ?? [], order, schema.mergeKey);
    delete this.#pending[name];
    if (!live && !patch) return;
    let merged = live ?? [];
    if (patch && !live) merged = withoutInstructions(patch) as readonly JsonValue[];
    else if (patch) merged = schema.patchStrategy === 'merge' ? mergeList(merged, patch, listMerge(schema)) : patch;
    if ((live?.length ?? 0) + (patch?.length ?? 0) === 0) throw unknownError('no elements in any of the given slices');
    setMember(this.#merged, name, inOrder(merged, order, live ?? [], schema.mergeKey));
  }

  #fieldOf(directive: string, prefix: string, refusal: () => Error): string {
    if (!directive.startsWith(`${prefix}/`)) throw refusal();
    return directive.slice(prefix.length + 1);
  }

  #listMember(object: JsonObject, name: string): readonly JsonValue[] | undefined {
    const member = memberOf(object, name);
    if (member !== undefined && !isJsonArray(member)) throw badArgument('[]interface {}', member);
    return member;
  }

  #mergeMember(name: string, patch: JsonValue): void {
    if (name.startsWith(PRIMITIVE_DELETION)) return this.#deleteItems(name, patch);
    if (patch === null) {
      delete this.#merged[name];
      return;
    }
    const live = memberOf(this.#merged, name);
    if (isJsonObject(live) && isJsonObject(patch)) {
      const field = fieldSchema(this.schema, name);
      const replaces = field.type === 'object' && field.replace === true;
      setMember(this.#merged, name, replaces ? patch : mergeObjects(live, patch, field));
    } else if (isJsonArray(live) && isJsonArray(patch)) {
      const field = listSchema(this.schema, name);
      const merged = field.patchStrategy === 'merge' ? mergeList(live, patch, listMerge(field)) : patch;
      setMember(this.#merged, name, merged);
    } else this.#take(name, patch);
  }

  /** There is nothing to merge the value with. */
  #take(name: string, patch: JsonValue): void {
    const value = withoutInstructions(withoutNulls(patch));
    if (value === undefined) delete this.#merged[name];
    else setMember(this.#merged, name, value);
  }

  #deleteItems(directive: string, doomed: JsonValue): void {
    const refusal = (): Error => badRequest('invalid patch format of primitive list');
    const name = this.#fieldOf(directive, PRIMITIVE_DELETION, refusal);
    if (doomed === null) {
      delete this.#merged[name];
      return;
    }
    const live = memberOf(this.#merged, name);
    if (live === undefined || goTypeName(live) !== goTypeName(doomed)) return;
    if (isJsonObject(live) && isJsonObject(doomed)) {
      setMember(this.#merged, name, mergeObjects(live, doomed, fieldSchema(this.schema, name)));
    } else if (isJsonArray(live) && isJsonArray(doomed)) {
      listSchema(this.schema, name);
      setMember(this.#merged, name, deleteFromList(live, doomed));
    } else setMember(this.#merged, name, doomed);
  }
}

function mergeObjects(original: JsonObject, patch: JsonObject, schema: Schema): JsonObject {
  if (!hasMember(patch, DIRECTIVE)) return new ObjectMerge(original, patch, schema).run();
  const directive = memberOf(patch, DIRECTIVE) ?? null;
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw unknownDirective(directive, patch);
  const { [DIRECTIVE]: _directive, ...replacement } = patch;
  return replacement;
}

/**
 * Applies the patch to an object whose type is known; what it does not touch stays shared.
 *
 * @throws StatusError 400, 422 or 500 as upstream sorts its errors; with `schema` undefined always 400
 */
export function applyStrategicMergePatch(
  current: JsonObject,
  patch: JsonValue,
  schema: Schema | undefined,
): JsonObject {
  if (!schema) throw badRequest('strategic merge patch format is not supported');
  if (patch === null) return current;
  if (!isJsonObject(patch)) throw badRequest(`json: cannot unmarshal ${formatGoValue(patch)}`);
  return mergeObjects(current, patch, schema);
}
