/**
 * From parsed JSON to a value of a Go type: unknown members dropped (and told), wrong types refused in Go's words, quantities and times
 * in their canonical texts.
 *
 * Upstream: sigs.k8s.io/json, Go's encoding/json (decode.go), staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go
 * Differs: integers beyond 2^53 are kept as the nearest number that JavaScript has.
 */
import { corruptBase64At } from '../base64';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { ParseError } from '../parse-error';
import { Quantity } from '../quantity';
import type { ListSchema, MapSchema, ObjectSchema, ScalarSchema, Schema } from '../schema/schema';
import { goStringType } from '../schema/go-string-types';
import { zeroOf } from '../schema/zero-value';
import { normalizeMicroTime, normalizeTime } from '../time';
import { RawNumber, type RawJson, type RawObject } from './parse-json';
import { converterMismatch, jsonMismatch, type DecodingWords } from './type-mismatch';

export interface Decoded {
  readonly value: { readonly [field: string]: JsonValue };
  /** Paths of members that the schema does not know, such as `spec.containers[0].imagee`, in order. */
  readonly unknown: readonly string[];
}

/**
 * @param before an object of the same type, decoded before: parts that are the same references in both are not looked into and stay so
 * @throws ParseError with Go's message for the first wrong type, in the order of the document. What reads its own JSON, such as times
 *   and quantities, gives up at once, whatever was wrong before it.
 */
export function decodeAs(
  raw: RawObject,
  schema: ObjectSchema,
  version: string,
  words: DecodingWords = 'json',
  before?: JsonObject,
): Decoded {
  const decoder = new Decoder(version, words);
  const root = { owner: schema.goType, goPackage: version, path: '', place: '' };
  const value = decoder.object(raw, schema, root, before) as Decoded['value'];
  if (decoder.mismatch) throw decoder.mismatch;
  return { value, unknown: decoder.unknown };
}

/** JSON without a schema: numbers become numbers. */
export function plainJson(raw: RawJson): JsonValue {
  if (raw instanceof RawNumber) return Number(raw.text);
  if (Array.isArray(raw)) return raw.map(plainJson);
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(Object.entries(raw).map(([name, member]) => [name, plainJson(member)]));
}

/** What amounts of a map looked like before they got their canonical text; by the map. */
const written = new WeakMap<object, Record<string, string>>();

/** An amount of a decoded list of resources, with the digits that it was written with while the list is as it was sent. */
export function amountAsWritten(list: { readonly [name: string]: string }, name: string): Quantity {
  return Quantity.parse(written.get(list)?.[name] ?? list[name] ?? '0');
}

/** Lets a list made of others know what {@link amountAsWritten} tells of them; later ones win. */
export function keepWriting<T extends object>(copy: T, ...originals: readonly (object | undefined)[]): T {
  const texts = originals.map((original) => (original ? written.get(original) : undefined));
  if (texts.some((text) => text !== undefined))
    written.set(copy, Object.assign({}, ...texts) as Record<string, string>);
  return copy;
}

/** Where a value stands: the struct that has the field, its package, the field's path without indexes, and the place with them. */
interface Where {
  readonly owner: string;
  readonly goPackage: string;
  readonly path: string;
  readonly place: string;
}

/** Types that read their own JSON. */
const READS_ITSELF: ReadonlySet<Schema['type']> = new Set(['time', 'microTime', 'quantity', 'intOrString']);

const INT_LIMITS = { int32: 2147483647n, int64: 9223372036854775807n } as const;

class Decoder {
  readonly unknown: string[] = [];
  /** The first wrong type that JSON's decoder only notes. */
  mismatch: ParseError | undefined;

  constructor(
    private readonly version: string,
    private readonly words: DecodingWords,
  ) {}

  value(raw: RawJson, schema: Schema, where: Where, before?: JsonValue): JsonValue | undefined {
    if (raw === before && typeof before === 'object' && before !== null) return before;
    switch (schema.type) {
      case 'object':
        return this.object(raw, schema, where, before);
      case 'map':
        return this.#map(raw, schema, where, before);
      case 'list':
        return this.#list(raw, schema, where, before);
      default:
        return this.#scalar(raw, schema, where);
    }
  }

  object(raw: RawJson, schema: ObjectSchema, where: Where, before?: JsonValue): JsonValue | undefined {
    if (raw === null) return undefined;
    if (!isRawObject(raw)) return this.#refuse(raw, schema, where);
    const known = membersOf(before);
    const { goPackage = this.version } = schema;
    const result: Record<string, JsonValue> = {};
    for (const [name, member] of Object.entries(raw)) {
      const field = schema.fields.get(name);
      const place = where.place === '' ? name : `${where.place}.${name}`;
      if (!field) {
        if (schema.preserveUnknown) result[name] = plainJson(member);
        else this.unknown.push(place);
        continue;
      }
      const path = where.path === '' ? name : `${where.path}.${name}`;
      const value = this.value(member, field, { owner: schema.goType, goPackage, path, place }, known[name]);
      if (value !== undefined) result[name] = value;
    }
    return result;
  }

  #map(raw: RawJson, schema: MapSchema, where: Where, before?: JsonValue): JsonValue | undefined {
    if (raw === null) return undefined;
    if (!isRawObject(raw)) return this.#refuse(raw, schema, where);
    const known = membersOf(before);
    const result: Record<string, JsonValue> = {};
    for (const [name, member] of Object.entries(raw)) {
      const place = `${where.place}.${name}`;
      result[name] = this.value(member, schema.values, { ...where, place }, known[name]) ?? zeroOf(schema.values);
    }
    if (schema.values.type === 'quantity') written.set(result, textsOf(raw));
    return result;
  }

  #list(raw: RawJson, schema: ListSchema, where: Where, before?: JsonValue): JsonValue | undefined {
    if (raw === null) return undefined;
    if (!Array.isArray(raw)) return this.#refuse(raw, schema, where);
    const known: readonly JsonValue[] = isJsonArray(before) ? before : [];
    return raw.map((item, index) => {
      const place = `${where.place}[${index}]`;
      return this.value(item, schema.items, { ...where, place }, known[index]) ?? zeroOf(schema.items);
    });
  }

  #scalar(raw: RawJson, schema: ScalarSchema, where: Where): JsonValue | undefined {
    if (schema.type === 'any') return plainJson(raw);
    if (raw === null) return schema.type === 'quantity' ? '0' : undefined;
    switch (schema.type) {
      case 'string':
        return typeof raw === 'string' ? raw : this.#refuse(raw, schema, where);
      case 'boolean':
        return typeof raw === 'boolean' ? raw : this.#refuse(raw, schema, where);
      case 'int32':
      case 'int64':
        return this.#integer(raw, schema, schema.type, where);
      case 'number':
        if (raw instanceof RawNumber) return Number(raw.text);
        return typeof raw === 'number' ? raw : this.#refuse(raw, schema, where);
      case 'bytes':
        return this.#bytes(raw, schema, where);
      case 'quantity':
        return this.#quantity(raw);
      case 'intOrString':
        return typeof raw === 'string' ? raw : this.#integer(raw, schema, 'int32', where);
      case 'time':
      case 'microTime':
        if (typeof raw !== 'string') return this.#refuse(raw, schema, where, 'string');
        return schema.type === 'time' ? normalizeTime(raw) : normalizeMicroTime(raw);
    }
  }

  #integer(raw: RawJson, schema: Schema, type: 'int32' | 'int64', where: Where): number | undefined {
    const text = raw instanceof RawNumber ? raw.text : typeof raw === 'number' ? String(raw) : undefined;
    if (text === undefined) return this.#refuse(raw, schema, where, type);
    if (this.words === 'converter' && schema.type === type) return this.#converted(Number(text), schema, where);
    if (/^-?\d+$/.test(text) && inRange(BigInt(text), INT_LIMITS[type])) return Number(text);
    const field = `${where.owner}.${where.path}`;
    return this.#fail(schema, `json: cannot unmarshal number ${text} into Go struct field ${field} of type ${type}`);
  }

  /** Whole numbers are taken however they are written; what is too large for 32 bits loses what is beyond them. */
  #converted(value: number, schema: Schema, where: Where): number | undefined {
    if (!Number.isInteger(value)) return this.#refuse(new RawNumber(String(value)), schema, where);
    return schema.type === 'int32' ? value | 0 : value;
  }

  #bytes(raw: RawJson, schema: Schema, where: Where): string | undefined {
    if (typeof raw !== 'string') return this.#refuse(raw, schema, where);
    const illegal = corruptBase64At(raw);
    if (illegal === undefined) return raw.replace(/[\r\n]/g, '');
    const prefix = this.words === 'converter' ? 'error decoding from json: ' : '';
    return this.#fail(schema, `${prefix}illegal base64 data at input byte ${illegal}`);
  }

  #quantity(raw: RawJson): string {
    return Quantity.parse(quantityText(raw)).toString();
  }

  #refuse(raw: RawJson, schema: Schema, where: Where, type = this.#typeName(schema, where)): undefined {
    const message = this.words === 'json' ? jsonMismatch(raw, type, where) : converterMismatch(raw, schema, type);
    return this.#fail(schema, message);
  }

  #fail({ type }: Schema, message: string): undefined {
    const error = new ParseError(message);
    if (this.words === 'converter' || READS_ITSELF.has(type)) throw error;
    this.mismatch ??= error;
    return undefined;
  }

  #structName({ goType, goPackage = this.version }: ObjectSchema): string {
    return `${goPackage}.${goType}`;
  }

  #typeName(schema: Schema, where: Where): string {
    switch (schema.type) {
      case 'object':
        return this.#structName(schema);
      case 'list':
        return `[]${this.#typeName(schema.items, where)}`;
      case 'map':
        return schema.values.type === 'quantity'
          ? 'v1.ResourceList'
          : `map[string]${this.#typeName(schema.values, where)}`;
      case 'string':
        return goStringType(where.owner, where.path.slice(where.path.lastIndexOf('.') + 1), where.goPackage);
      case 'boolean':
        return 'bool';
      case 'number':
        return 'float64';
      case 'bytes':
        return '[]uint8';
      case 'quantity':
        return 'resource.Quantity';
      case 'time':
        return 'v1.Time';
      case 'microTime':
        return 'v1.MicroTime';
      case 'intOrString':
        return 'intstr.IntOrString';
      default:
        return schema.type;
    }
  }
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textsOf(raw: RawObject): Record<string, string> {
  const texts = Object.entries(raw).map(([name, amount]) => [name, quantityText(amount)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function quantityText(raw: RawJson): string {
  if (typeof raw === 'string') return raw;
  if (raw instanceof RawNumber) return raw.text;
  if (raw === null) return '0';
  return typeof raw === 'number' ? String(raw) : 'not a quantity';
}

function isRawObject(raw: RawJson): raw is RawObject {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof RawNumber);
}

function inRange(value: bigint, limit: bigint): boolean {
  return value <= limit && value >= -limit - 1n;
}
