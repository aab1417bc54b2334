/**
 * JSON values as CEL has them: whole numbers as integers, texts of some formats as times, durations and bytes, properties under the names
 * by which expressions can say them.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/common/values.go
 */
import { evaluate } from './cel-library';
import { decodeBytes } from '../../../apimachinery/base64';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../../apimachinery/object-meta';
import { isIntOrString, itemsOf, type JsonSchema, propertyOf, valuesOf } from '../json-schema';
import { escapedName } from './property-names';

export function celValueOf(value: JsonValue, schema: JsonSchema | undefined): unknown {
  if (typeof value === 'number') return numberOf(value, schema);
  if (typeof value === 'string') return schema?.type === 'string' ? textOf(value, schema.format) : value;
  if (isJsonArray(value)) {
    const items = schema && itemsOf(schema);
    return value.map((item) => celValueOf(item, items));
  }
  return isJsonObject(value) ? mapOf(value, schema) : value;
}

function numberOf(value: number, schema: JsonSchema | undefined): bigint | number {
  const whole = schema === undefined || isIntOrString(schema) || schema.type === 'integer';
  return whole && Number.isInteger(value) ? BigInt(value) : value;
}

function textOf(text: string, format: string | undefined): unknown {
  switch (format) {
    case 'byte':
      return decodeBytes(text);
    case 'date':
    case 'date-time':
      return new Date(text);
    case 'duration':
      return evaluate('duration(text)', { text });
    default:
      return text;
  }
}

function mapOf(value: JsonObject, schema: JsonSchema | undefined): Record<string, unknown> {
  const values = schema && valuesOf(schema);
  const named = schema?.properties !== undefined;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    if (member === undefined) return [];
    const property = schema && propertyOf(schema, name);
    // Keys of maps stay as they are; a property that no expression can say is not there for it.
    const key = named && property ? escapedName(name) : name;
    return key === undefined ? [] : [[key, celValueOf(member, property ?? values)]];
  });
  return Object.fromEntries(members);
}
