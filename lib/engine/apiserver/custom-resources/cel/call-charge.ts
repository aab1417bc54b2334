/**
 * What a call has cost, apart from its operands, now that there are values.
 *
 * Upstream: github.com/google/cel-go/interpreter/runtimecost.go (costCall), staging/src/k8s.io/apiserver/pkg/cel/library/cost.go (CallCost)
 */
import { costOfSize, TRAVERSAL } from './size-range';

const PATTERN = 0.25;
/** Asks whether somebody may do something; two questions have room in one expression. */
const AUTHORIZATION_CHECK = 350_000;

/** Letters, items or members; 1 for all that has no size. */
export function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return lettersOf(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map) return value.size;
  return isPlain(value) ? Object.keys(value).length : 1;
}

function lettersOf(text: string): number {
  let letters = 0;
  for (const _letter of text) letters++;
  return letters;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Uint8Array;
}

/** `left + right` and so on. */
export function operatorCharge(operator: string, left: unknown, right: unknown): number {
  switch (operator) {
    case '+':
      return isText(left) ? costOfSize(sizeOfValue(left) + sizeOfValue(right)) : 1;
    case '==':
    case '!=':
      return costOfSize(Math.min(sizeOfValue(left), sizeOfValue(right)));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isText(left) ? costOfSize(Math.min(sizeOfValue(left), sizeOfValue(right))) : 1;
    case 'in':
      return Array.isArray(right) ? right.length : 1;
    default:
      return 1;
  }
}

/** `first.name(second)`, or `name(first, second)`. */
export function functionCharge(name: string, [first, second]: readonly unknown[], result: unknown): number {
  switch (name) {
    case 'check':
      return AUTHORIZATION_CHECK;
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return traversal(first);
    case 'url':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'startsWith':
    case 'endsWith':
      return costOfSize(sizeOfValue(first));
    case 'replace':
    case 'split':
      return costOfSize(sizeOfValue(first), 2 * TRAVERSAL);
    case 'join':
      return costOfSize(sizeOfValue(result), 2 * TRAVERSAL);
    case 'find':
    case 'findAll':
    case 'matches':
      return costOfSize(sizeOfValue(first) + 1) * costOfSize(sizeOfValue(second), PATTERN);
    case 'contains':
      return costOfSize(sizeOfValue(first)) * costOfSize(sizeOfValue(second));
    case 'bytes':
      return typeof first === 'string' ? costOfSize(sizeOfValue(first)) : 1;
    case 'string':
      return first instanceof Uint8Array ? costOfSize(first.length) : 1;
    default:
      return 1;
  }
}

/** The cost of looking at all there is in a value. */
function traversal(value: unknown): number {
  if (typeof value === 'string') return Math.floor(new TextEncoder().encode(value).length * TRAVERSAL);
  if (value instanceof Uint8Array) return Math.floor(value.length * TRAVERSAL);
  if (Array.isArray(value)) return value.reduce<number>((total, item) => total + traversal(item), 0);
  if (value instanceof Map || isPlain(value))
    return traversal([...(value instanceof Map ? value : Object.entries(value))].flat());
  return 1;
}
