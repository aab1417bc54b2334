/**
 * What a call costs at most, apart from its operands, and how large its result may be.
 *
 * Upstream: github.com/google/cel-go/checker/cost.go (functionCost), staging/src/k8s.io/apiserver/pkg/cel/library/cost.go
 */
import type { ValueType } from './declared-sizes';
import {
  costOfSize,
  exactly,
  ONE,
  plus,
  productOfSizes,
  type SizeRange,
  sumOfSizes,
  times,
  TRAVERSAL,
  UNCOUNTABLE,
  unionOfSizes,
} from './size-range';

/** A value that a call is made with. */
export interface Operand {
  readonly type: ValueType;
  /** Undefined where nothing tells it. */
  readonly size: SizeRange | undefined;
  /** The same of its items, if it is a list. */
  readonly itemSize: SizeRange | undefined;
  /** What stands in the expression itself. */
  readonly constant?: unknown;
}

export interface CallCost {
  readonly cost: number;
  readonly size?: SizeRange;
}

const PATTERN = 0.25;
const CHEAP: CallCost = { cost: 1 };
const NOTHING: SizeRange = { min: 0, max: UNCOUNTABLE };

/** Its size; one where its type has no other. */
export function sizeOf({ type, size }: Operand): SizeRange {
  return size ?? (isScalar(type) ? ONE : NOTHING);
}

/** Of what functions of Kubernetes work on: nothing is taken for one there. */
function lengthOf({ size }: Operand): SizeRange {
  return size ?? NOTHING;
}

const VARIABLE = new Set<string>(['string', 'bytes', 'list', 'map', 'object', 'dyn', 'null', 'type', 'URL']);

function isScalar({ kind }: ValueType): boolean {
  return !VARIABLE.has(kind);
}

function mayBe({ type: { kind } }: Operand, ...kinds: readonly string[]): boolean {
  return kind === 'dyn' || kinds.includes(kind);
}

/** `a + b`, `a == b` and so on. */
export function operatorCost(operator: string, left: Operand, right: Operand): CallCost {
  switch (operator) {
    case '+':
      return sumCost(left, right);
    case '==':
    case '!=':
      return comparisonCost(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const texts = ['string', 'bytes'].some((kind) => mayBe(left, kind) && mayBe(right, kind));
      return texts ? { cost: Math.max(1, comparisonCost(left, right).cost) } : CHEAP;
    }
    case 'in':
      return mayBe(right, 'list') ? { cost: Math.max(mayBe(right, 'map') ? 1 : 0, sizeOf(right).max) } : CHEAP;
    default:
      return CHEAP;
  }
}

function comparisonCost(left: Operand, right: Operand): CallCost {
  return { cost: costOfSize(Math.min(sizeOf(left).max, sizeOf(right).max)) };
}

function sumCost(left: Operand, right: Operand): CallCost {
  const size = sumOfSizes(sizeOf(left), sizeOf(right));
  const texts = ['string', 'bytes'].some((kind) => mayBe(left, kind) && mayBe(right, kind));
  if (texts) return { cost: costOfSize(size.max), size };
  return mayBe(left, 'list') && mayBe(right, 'list') ? { cost: 1, size } : CHEAP;
}

/** `c ? a : b`, of which the parts alone cost anything. */
export function sizeOfEither(first: Operand, second: Operand): SizeRange {
  return unionOfSizes(sizeOf(first), sizeOf(second));
}

type Target = Operand | undefined;

/** `target.name(operands)`, or `name(operands)`. */
export function functionCost(name: string, target: Target, operands: readonly Operand[]): CallCost {
  const [first, second] = operands;
  if (target) return methodCost(name, target, first, second);
  if (!first) return CHEAP;
  if (name === 'url') return { cost: costOfSize(lengthOf(first).max) };
  const { min, max } = sizeOf(first);
  if (name === 'bytes' && mayBe(first, 'string'))
    return { cost: Math.max(1, costOfSize(max)), size: { min, max: times(max, MAX_LETTER_BYTES) } };
  if (name === 'string' && mayBe(first, 'bytes'))
    return { cost: costOfSize(max), size: { min: Math.floor(min / MAX_LETTER_BYTES), max } };
  return CHEAP;
}

const MAX_LETTER_BYTES = 4;

function methodCost(name: string, target: Operand, first: Target, second: Target): CallCost {
  const length = lengthOf(target);
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return searchCost(target);
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return { cost: costOfSize(length.max), size: length };
    case 'replace':
      return first && second ? replacementCost(length, lengthOf(first), lengthOf(second)) : CHEAP;
    case 'split':
      return { cost: costOfSize(length.max, 2 * TRAVERSAL), size: { min: 0, max: partsOfSplit(length, second) } };
    case 'join':
      return joinCost(target, first);
    case 'find':
    case 'findAll':
      return first ? { cost: matchCost(length, lengthOf(first)), size: { min: 0, max: length.max } } : CHEAP;
    default:
      return first ? { cost: textSearchCost(name, sizeOf(target), sizeOf(first)) } : CHEAP;
  }
}

function textSearchCost(name: string, text: SizeRange, what: SizeRange): number {
  switch (name) {
    case 'startsWith':
    case 'endsWith':
      return costOfSize(what.max);
    case 'contains':
      return times(costOfSize(text.max), costOfSize(what.max));
    case 'matches':
      return matchCost(text, what);
    default:
      return 1;
  }
}

/** One more than the text has letters: an empty one does not make a pattern cheap. */
function matchCost(text: SizeRange, pattern: SizeRange): number {
  return times(costOfSize(plus(text.max, 1)), costOfSize(pattern.max, PATTERN));
}

function searchCost(target: Operand): CallCost {
  const { items, kind } = target.type;
  const length = lengthOf(target).max;
  if (kind !== 'list') return { cost: costOfSize(length) };
  const isText = items?.kind === 'string' || items?.kind === 'bytes';
  const each = isText ? plus(1, costOfSize((target.itemSize ?? NOTHING).max)) : 1;
  return { cost: times(length, each) };
}

function partsOfSplit(length: SizeRange, limit: Target): number {
  if (typeof limit?.constant !== 'bigint') return length.max;
  return limit.constant < 0n ? UNCOUNTABLE : Number(limit.constant);
}

function joinCost(target: Operand, separator: Target): CallCost {
  const length = lengthOf(target);
  const texts = target.type.kind === 'list' ? productOfSizes(length, target.itemSize ?? NOTHING) : exactly(0);
  const between = { min: Math.max(length.min - 1, 0), max: Math.max(length.max - 1, 0) };
  const size = separator ? sumOfSizes(texts, productOfSizes(lengthOf(separator), between)) : texts;
  return { cost: costOfSize(size.max), size };
}

function replacementCost(text: SizeRange, what: SizeRange, by: SizeRange): CallCost {
  const size = { min: shortestReplacement(text.min, what, by), max: longestReplacement(text.max, what, by) };
  return { cost: costOfSize(text.max, 2 * TRAVERSAL), size };
}

/** Nothing is found between all letters; else as much as can be is made longer. */
function longestReplacement(text: number, what: SizeRange, by: SizeRange): number {
  if (what.min === 0) return plus(times(plus(text, 1), by.max), text);
  return by.max <= what.min ? text : times(Math.ceil(text / what.min), by.max);
}

function shortestReplacement(text: number, what: SizeRange, by: SizeRange): number {
  if (what.max === 0) return plus(times(plus(text, 1), by.min), text);
  return what.max <= by.min ? text : times(Math.ceil(text / what.max), by.min);
}
