/**
 * The types that calls result in, as far as costs depend on them.
 *
 * Upstream: github.com/google/cel-go/checker/{checker,standard}.go, staging/src/k8s.io/apiserver/pkg/cel/library
 */
import type { Kind, ValueType } from './declared-sizes';

export const DYN: ValueType = { kind: 'dyn' };
export const BOOL: ValueType = { kind: 'bool' };
export const TEXT: ValueType = { kind: 'string' };
const TEXTS: ValueType = { kind: 'list', items: TEXT };

const KINDS: Readonly<Record<string, Kind>> = {
  bool: 'bool',
  bytes: 'bytes',
  double: 'double',
  duration: 'duration',
  dyn: 'dyn',
  int: 'int',
  size: 'int',
  indexOf: 'int',
  lastIndexOf: 'int',
  string: 'string',
  timestamp: 'timestamp',
  type: 'type',
  uint: 'uint',
  url: 'URL',
  charAt: 'string',
  find: 'string',
  getEscapedPath: 'string',
  getHost: 'string',
  getHostname: 'string',
  getPort: 'string',
  getScheme: 'string',
  join: 'string',
  lowerAscii: 'string',
  replace: 'string',
  substring: 'string',
  trim: 'string',
  upperAscii: 'string',
  contains: 'bool',
  endsWith: 'bool',
  isSorted: 'bool',
  isURL: 'bool',
  matches: 'bool',
  startsWith: 'bool',
};

/** Parts of a time, which are all numbers. */
const PART_OF_TIME = /^get(?:Date|DayOf\w+|FullYear|Hours|Milliseconds|Minutes|Month|Seconds)$/;

export function resultOfFunction(name: string, target: ValueType | undefined): ValueType {
  switch (name) {
    case 'split':
    case 'findAll':
      return TEXTS;
    case 'sum':
    case 'min':
    case 'max':
      return target?.items ?? DYN;
    case 'getQuery':
      return { kind: 'map', keys: TEXT, items: TEXTS };
    default:
      return {
        kind: (Object.hasOwn(KINDS, name) ? KINDS[name] : PART_OF_TIME.test(name) ? 'int' : undefined) ?? 'dyn',
      };
  }
}

const ARITHMETIC = new Set(['+', '-', '*', '/', '%']);

export function resultOfOperator(operator: string, left: ValueType, right: ValueType): ValueType {
  if (!ARITHMETIC.has(operator)) return BOOL;
  return left.kind === 'dyn' ? right : left;
}

/** The type of what stands in an expression. */
export function typeOfConstant(value: unknown): ValueType {
  switch (typeof value) {
    case 'string':
      return TEXT;
    case 'bigint':
      return { kind: 'int' };
    case 'number':
      return { kind: 'double' };
    case 'boolean':
      return BOOL;
    default:
      return { kind: value === null ? 'null' : value instanceof Uint8Array ? 'bytes' : 'uint' };
  }
}
