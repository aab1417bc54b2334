/**
 * What is said of a value of the wrong type: in the words of Go's JSON decoder, or in those of the converter that strategic merge patches
 * go through, which knows no paths and turns whole fractions into integers.
 *
 * Upstream: Go's encoding/json (decode.go), staging/src/k8s.io/apimachinery/pkg/runtime/converter.go
 */
import type { Schema } from '../schema/schema';
import { RawNumber, type RawJson } from './parse-json';

/** Who reads. */
export type DecodingWords = 'json' | 'converter';

/** A field of a Go struct. */
export interface GoField {
  readonly owner: string;
  /** Without indexes. */
  readonly path: string;
}

const INTEGER = /^-?\d+$/;

/** @param goType what Go calls the type that was expected */
export function jsonMismatch(raw: RawJson, goType: string, { owner, path }: GoField): string {
  return `json: cannot unmarshal ${jsonTypeOf(raw)} into Go struct field ${owner}.${path} of type ${goType}`;
}

export function converterMismatch(raw: RawJson, schema: Schema, goType: string): string {
  const kind = goKindOf(raw);
  switch (schema.type) {
    case 'object':
      return `cannot restore struct from: ${kind}`;
    case 'map':
      return `cannot restore map from ${kind}`;
    case 'list':
    case 'bytes':
      return `cannot restore slice from ${kind}`;
    case 'string':
      return kind === 'int64' ? `cannot convert int64 to ${goType}` : `unrecognized type: ${goType}`;
    case 'int32':
    case 'int64':
      return kind === 'float64' ? `cannot convert float64 to ${goType}` : `unrecognized type: ${goType}`;
    case 'boolean':
    case 'number':
      return `unrecognized type: ${goType}`;
    default:
      return `json: cannot unmarshal ${jsonTypeOf(raw)} into Go value of type ${goType}`; // those that read their own JSON
  }
}

function jsonTypeOf(raw: RawJson): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'array';
  if (raw instanceof RawNumber) return 'number';
  return typeof raw === 'boolean' ? 'bool' : typeof raw;
}

function goKindOf(raw: RawJson): string {
  if (Array.isArray(raw)) return 'slice';
  if (raw instanceof RawNumber) return INTEGER.test(raw.text) ? 'int64' : 'float64';
  if (typeof raw === 'number') return Number.isInteger(raw) ? 'int64' : 'float64';
  if (typeof raw === 'object') return 'map';
  return typeof raw === 'boolean' ? 'bool' : typeof raw;
}
