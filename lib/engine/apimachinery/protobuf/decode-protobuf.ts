/**
 * From protobuf, as clients written in Go send built-in kinds, to the JSON that means the same.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/protobuf/protobuf.go, pkg/runtime/generated.proto (Unknown)
 * Differs: read only; answers are JSON, which every client takes.
 */
import { encodeBytes } from '../base64';
import type { JsonObject, JsonValue } from '../object-meta';
import { ParseError } from '../parse-error';
import { definitionOf, definitionOfKind, goTypeOf, packageOf } from '../schema/definitions';
import { parseTypeExpression, type ScalarName, type TypeNode } from '../schema/type-expression';
import { formatMicroTime, formatTime } from '../time';
import { fieldsByNumber } from './field-numbers';
import { packedVarints, wireFields } from './wire-reader';

/** Every body begins with it. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/** @throws ParseError for bytes that are no object of a built-in kind */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new ParseError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  let typeMeta: JsonObject = {};
  let raw: Uint8Array = new Uint8Array();
  for (const { number, value } of wireFields(bytes.subarray(MAGIC.length))) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 1) typeMeta = typeMetaOf(value);
    if (number === 2) raw = value;
  }
  const { apiVersion, kind } = typeMeta as { readonly apiVersion: string; readonly kind: string };
  const definition = definitionOfKind(apiVersion, kind);
  if (definition === undefined || !fieldsByNumber(definition))
    throw new ParseError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { kind, apiVersion, ...messageOf(raw, definition) };
}

function typeMetaOf(bytes: Uint8Array): JsonObject {
  const texts = ['', '', ''];
  for (const { number, value } of wireFields(bytes)) if (value instanceof Uint8Array) texts[number] = textOf(value);
  return { apiVersion: texts[1], kind: texts[2] };
}

/** @param owner whose fields the message's are in JSON: the definition that it is embedded in, or itself */
function messageOf(bytes: Uint8Array, definition: string, owner = definition): JsonObject {
  const numbers = fieldsByNumber(definition) ?? [];
  const object: Record<string, JsonValue> = {};
  for (const { number, value } of wireFields(bytes)) {
    const field = numbers[number];
    if (!field) continue; // of a newer version
    if (field.embedded !== undefined) {
      Object.assign(object, messageOf(bytesOf(value), field.embedded, owner));
      continue;
    }
    const type = typeOf(field.name, owner) ?? typeOf(field.name, definition);
    if (type) object[field.name] = merged(object[field.name], type, value);
  }
  return object;
}

function typeOf(field: string, definition: string): TypeNode | undefined {
  const expression = definitionOf(definition)?.fields?.[field];
  return expression === undefined ? undefined : parseTypeExpression(expression, packageOf(definition)).type;
}

/** Lists and maps come entry by entry. */
function merged(before: JsonValue | undefined, type: TypeNode, value: bigint | Uint8Array): JsonValue {
  if (type.node === 'list')
    return [...((before as readonly JsonValue[] | undefined) ?? []), ...itemsOf(type.element, value)];
  if (type.node === 'map') return { ...(before as JsonObject | undefined), ...entryOf(type.element, bytesOf(value)) };
  return singleOf(type, value);
}

function itemsOf(element: TypeNode, value: bigint | Uint8Array): JsonValue[] {
  const packed = element.node === 'scalar' && !['string', 'bytes'].includes(element.scalar);
  if (packed && value instanceof Uint8Array) return packedVarints(value).map((number) => singleOf(element, number));
  return [singleOf(element, value)];
}

/** An entry of a map is a message of key and value; a list as a value is a message again. */
function entryOf(element: TypeNode, bytes: Uint8Array): JsonObject {
  let key = '';
  let entry: JsonValue = element.node === 'scalar' ? zeroOf(element.scalar) : element.node === 'list' ? [] : {};
  for (const { number, value } of wireFields(bytes)) {
    if (number === 1) key = textOf(bytesOf(value));
    if (number === 2)
      entry = element.node === 'list' ? wrappedList(element.element, bytesOf(value)) : singleOf(element, value);
  }
  return { [key]: entry };
}

function wrappedList(element: TypeNode, bytes: Uint8Array): JsonValue {
  return [...wireFields(bytes)].flatMap(({ value }) => itemsOf(element, value));
}

function singleOf(type: TypeNode, value: bigint | Uint8Array): JsonValue {
  if (type.node === 'scalar') return scalarOf(type.scalar, value);
  if (type.node === 'reference') return referenceOf(type.definition, bytesOf(value));
  throw new ParseError('proto: a list within a list');
}

function scalarOf(scalar: ScalarName, value: bigint | Uint8Array): JsonValue {
  switch (scalar) {
    case 'string':
      return textOf(bytesOf(value));
    case 'bytes':
      return encodeBytes(bytesOf(value));
    case 'boolean':
      return numberOf(value) !== 0;
    case 'double': {
      const bytes = bytesOf(value);
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(0, true);
    }
    default:
      return numberOf(value);
  }
}

function zeroOf(scalar: ScalarName): JsonValue {
  if (scalar === 'boolean') return false;
  return scalar === 'string' || scalar === 'bytes' ? '' : 0;
}

/** Types that encode themselves have messages of their own. */
function referenceOf(definition: string, bytes: Uint8Array): JsonValue {
  switch (goTypeOf(definition)) {
    case 'Time':
    case 'MicroTime':
      return timeOf(bytes, goTypeOf(definition) === 'MicroTime');
    case 'Quantity':
      return textOf(bytesOf(fieldOf(bytes, 1) ?? new Uint8Array()));
    case 'IntOrString':
      return numberOf(fieldOf(bytes, 1) ?? 0n) === 0
        ? numberOf(fieldOf(bytes, 2) ?? 0n)
        : textOf(bytesOf(fieldOf(bytes, 3) ?? new Uint8Array()));
    case 'RawExtension':
    case 'FieldsV1':
      return jsonOf(bytesOf(fieldOf(bytes, 1) ?? new Uint8Array()));
    default:
      return messageOf(bytes, definition);
  }
}

/** An empty message is Go's zero time. */
function timeOf(bytes: Uint8Array, micro: boolean): JsonValue {
  if (bytes.length === 0) return null;
  const ms = numberOf(fieldOf(bytes, 1) ?? 0n) * 1000 + numberOf(fieldOf(bytes, 2) ?? 0n) / 1_000_000;
  return micro ? formatMicroTime(ms) : formatTime(ms);
}

function jsonOf(bytes: Uint8Array): JsonValue {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(textOf(bytes)) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ParseError('a raw value that is no JSON');
    throw error;
  }
}

function fieldOf(bytes: Uint8Array, number: number): bigint | Uint8Array | undefined {
  for (const field of wireFields(bytes)) if (field.number === number) return field.value;
  return undefined;
}

function bytesOf(value: bigint | Uint8Array): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new ParseError('proto: wrong wireType = 0');
}

function numberOf(value: bigint | Uint8Array): number {
  if (typeof value === 'bigint') return Number(BigInt.asIntN(64, value));
  throw new ParseError('proto: wrong wireType = 2');
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
