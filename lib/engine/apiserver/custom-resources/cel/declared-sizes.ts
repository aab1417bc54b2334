/**
 * How large the values of a schema may become within one request, and how little room they may take.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/common/schemas.go (SchemaDeclType), pkg/cel/limits.go, pkg/cel/types.go
 */
import { isEmbeddedResource, isIntOrString, itemsOf, type JsonSchema, valuesOf } from '../json-schema';
import { asResource } from './declared-types';
import { escapedName } from './property-names';

export type Kind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'object'
  | 'string'
  | 'timestamp'
  | 'type'
  | 'uint'
  | 'URL';

/** The type of an expression; lists and maps know those of their parts. */
export interface ValueType {
  readonly kind: Kind;
  readonly items?: ValueType;
  readonly keys?: ValueType;
  readonly fields?: ReadonlyMap<string, ValueType>;
}

/** The type of what a schema describes. */
export interface DeclaredType extends ValueType {
  readonly items?: DeclaredType;
  readonly keys?: DeclaredType;
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  /** Letters, items or members; 0 for all else. */
  readonly maxElements: number;
  /** Bytes it takes as JSON. */
  readonly minSize: number;
}

const MAX_REQUEST_BYTES = 3 * 1024 * 1024;
const QUOTES = 2;
const MAX_TEXT = MAX_REQUEST_BYTES - QUOTES;
/** Bytes of a letter in UTF-8. */
const MAX_LETTER = 4;
const KEY: DeclaredType = { kind: 'string', maxElements: 0, minSize: QUOTES };

const TEXTS: Readonly<Record<string, DeclaredType>> = {
  duration: { kind: 'duration', maxElements: 32, minSize: 3 },
  date: { kind: 'timestamp', maxElements: 12, minSize: 12 },
  'date-time': { kind: 'timestamp', maxElements: 32, minSize: 21 },
};

/** Undefined where CEL knows no such type. */
export function declaredTypeOf(schema: JsonSchema, isResource: boolean): DeclaredType | undefined {
  if (isIntOrString(schema)) return { kind: 'dyn', maxElements: MAX_TEXT, minSize: 1 };
  if (isResource) return objectType(asResource(schema));
  switch (schema.type) {
    case 'array':
      return listType(schema);
    case 'object':
      return valuesOf(schema) ? mapType(schema) : objectType(schema);
    case 'string':
      return textType(schema);
    case 'boolean':
      return { kind: 'bool', maxElements: 0, minSize: 4 };
    case 'number':
      return { kind: 'double', maxElements: 0, minSize: 1 };
    case 'integer':
      return { kind: 'int', maxElements: 0, minSize: 1 };
    default:
      return undefined;
  }
}

function typeBelow(schema: JsonSchema | undefined): DeclaredType | undefined {
  return schema && declaredTypeOf(schema, isEmbeddedResource(schema));
}

function declaredMax(declared: number | undefined, otherwise: number): number {
  return declared === undefined ? Math.floor(otherwise) : Math.max(declared, 0);
}

function listType(schema: JsonSchema): DeclaredType | undefined {
  const items = typeBelow(itemsOf(schema));
  if (!items) return undefined;
  const maxElements = declaredMax(schema.maxItems, MAX_TEXT / (items.minSize + 1));
  return { kind: 'list', items, maxElements, minSize: 2 };
}

function mapType(schema: JsonSchema): DeclaredType | undefined {
  const items = typeBelow(valuesOf(schema));
  if (!items) return undefined;
  // A member takes a key of two letters, its quotes, a colon and a comma.
  const maxElements = declaredMax(schema.maxProperties, MAX_TEXT / (items.minSize + 6));
  return { kind: 'map', keys: KEY, items, maxElements, minSize: 2 };
}

function objectType(schema: JsonSchema): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  let minSize = 2;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const type = typeBelow(property);
    if (!type) continue;
    const field = escapedName(name);
    if (field !== undefined) fields.set(field, type);
    if (schema.required?.includes(name) && property.default === undefined) minSize += name.length + type.minSize + 4;
  }
  return { kind: 'object', fields, maxElements: 0, minSize };
}

function textType({ format = '', maxLength }: JsonSchema): DeclaredType {
  const known = Object.hasOwn(TEXTS, format) ? TEXTS[format] : undefined;
  if (known) return known;
  if (format === 'byte') return { kind: 'bytes', maxElements: declaredMax(maxLength, MAX_TEXT), minSize: QUOTES };
  const maxElements = maxLength === undefined ? MAX_TEXT : Math.max(maxLength, 0) * MAX_LETTER;
  return { kind: 'string', maxElements, minSize: QUOTES };
}

/** How often a value can stand in a request where nothing limits the lists and maps around it. */
export function maxCardinality({ minSize }: DeclaredType): number {
  return Math.floor(MAX_REQUEST_BYTES / (minSize + 1));
}
