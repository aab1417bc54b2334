/** Numbers as Kubernetes bounds them, each with the words that describe it. */
import { type Mistake } from './mistake';
import { parseQuantity } from './quantity';

/** A bound and its words. */
export interface NumberShape {
  /** What is right, as a noun phrase. */
  readonly expected: string;
  /** Whether `value` is right. */
  test(value: unknown): boolean;
}

/** Whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most = 2 ** 31 - 1): NumberShape {
  const upTo = most < 2 ** 31 - 1 ? ` to ${most}` : '';
  return {
    expected: `a whole number from ${least}${upTo}`,
    test: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

/** Number of a port. */
export const portNumber = wholeNumber(1, 65535);

const PERCENT = /^(\d+)%$/;

/** A count, or a percentage of a whole. */
export const countOrPercent: NumberShape = {
  expected: 'a whole number from 0, or a percentage from 0% to 100%',
  test: (value) => {
    if (typeof value === 'number') return Number.isInteger(value) && value >= 0;
    const match = PERCENT.exec(String(value));
    return match !== null && Number(match[1]) <= 100;
  },
};

/** An amount of a resource. */
export const amount: NumberShape = {
  expected: 'a quantity from 0: 250m, 1.5, 128Mi, 2Gi',
  test: (value) => {
    const parsed = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
    return parsed !== undefined && parsed >= 0;
  },
};

/** The mistake that a value is; none where it is right or not there. */
export function unlessRight(field: string, given: unknown, shape: NumberShape, fix = 'change the value'): Mistake[] {
  return given === undefined || shape.test(given) ? [] : [{ field, given, expected: shape.expected, fix }];
}

/** Values that occur more than once, each told once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, position) => values.indexOf(value) !== position))];
}
