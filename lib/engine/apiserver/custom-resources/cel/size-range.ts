/**
 * How long a text, a list or a map may be, as far as it is known before there is one. Numbers stop at that of Go's largest unsigned integer.
 *
 * Upstream: github.com/google/cel-go/checker/cost.go (SizeEstimate)
 */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** More than can be counted. */
export const UNCOUNTABLE = 2 ** 64;

/** What one step through a text costs for each of its letters. */
export const TRAVERSAL = 0.1;

export const ONE: SizeRange = { min: 1, max: 1 };
export const UNKNOWN: SizeRange = { min: 0, max: UNCOUNTABLE };

export function exactly(size: number): SizeRange {
  return { min: size, max: size };
}

export function plus(a: number, b: number): number {
  return Math.min(a + b, UNCOUNTABLE);
}

export function times(a: number, b: number): number {
  return Math.min(a * b, UNCOUNTABLE);
}

/** The cost of something that takes `perUnit` for each part. */
export function costOfSize(size: number, perUnit = TRAVERSAL): number {
  return Math.min(Math.ceil(size * perUnit), UNCOUNTABLE);
}

export function sumOfSizes(a: SizeRange, b: SizeRange): SizeRange {
  return { min: plus(a.min, b.min), max: plus(a.max, b.max) };
}

export function productOfSizes(a: SizeRange, b: SizeRange): SizeRange {
  return { min: times(a.min, b.min), max: times(a.max, b.max) };
}

/** A range that holds both. */
export function unionOfSizes(a: SizeRange, b: SizeRange): SizeRange {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
