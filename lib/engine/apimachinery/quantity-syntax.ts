/**
 * The grammar of quantities: which texts are quantities, what they mean, and which of them are kept as they were written.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/resource/{quantity,suffix}.go
 */
import { ParseError } from './parse-error';

/** How a quantity is written: `12e6`, `12Mi` or `12M`. */
export type QuantityFormat = 'DecimalExponent' | 'BinarySI' | 'DecimalSI';

export interface QuantityParts {
  /** The number is `mantissa` times ten to the power of `exponent`. */
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  /** Upstream holds it as a big decimal, not as a 64-bit integer with a scale. */
  readonly isDecimal: boolean;
  /** The text as it was written, where it is canonical enough to be kept. */
  readonly text?: string;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

interface Digits {
  readonly negative: boolean;
  /** Digits before the point without leading zeros, at least `0`. */
  readonly whole: string;
  /** Digits after the point. */
  readonly fraction: string;
}

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC_WRONG = 'unable to parse numeric part of quantity';
const SUFFIX_WRONG = "unable to parse quantity's suffix";
const SYNTAX = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const NANO = -9;
const MAX_DIGITS = 18;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

const SUFFIXES: ReadonlyMap<string, Suffix> = new Map<string, Suffix>([
  ...['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i): [string, Suffix] => [
    suffix,
    { base: 10, exponent: 3 * i - 9, format: 'DecimalSI' },
  ]),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i): [string, Suffix] => [
    suffix,
    { base: 2, exponent: 10 * (i + 1), format: 'BinarySI' },
  ]),
]);

function readSuffix(text: string): Suffix {
  const known = SUFFIXES.get(text);
  if (known) return known;
  if (!/^[eE][+-]?[0-9]+$/.test(text)) throw new ParseError(SUFFIX_WRONG);
  const exponent = BigInt(text.slice(text[1] === '+' ? 2 : 1));
  if (exponent > MAX_INT64 || exponent < MIN_INT64) throw new ParseError(SUFFIX_WRONG);
  return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' };
}

/** Digits that 64 bits hold surely: upstream's shortcut, which alone keeps the text. Undefined where it is not taken. */
function readSmall(text: string, digits: Digits, suffix: Suffix): QuantityParts | undefined {
  const { whole, fraction, negative } = digits;
  const { exponent, format } = suffix;
  const binary = format === 'BinarySI';
  if (binary && fraction !== '') return undefined;
  const spare = binary
    ? 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1
    : MAX_DIGITS - whole.length - fraction.length;
  const scale = (binary ? 0 : exponent) - fraction.length;
  if (spare < 0 || scale < NANO) return undefined;
  const shifted = whole + fraction;
  const unscaled = BigInt(shifted);
  const mantissa = binary ? unscaled << BigInt(exponent) : unscaled;
  const keeps = binary
    ? (unscaled & 7n) !== 0n
    : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  const signed = negative ? -mantissa : mantissa;
  return { mantissa: signed, exponent: scale, format, isDecimal: false, ...(keeps ? { text } : {}) };
}

/** Any number of digits; what is smaller than a billionth is rounded up to one. */
function readLarge(digits: Digits, suffix: Suffix): QuantityParts {
  const { whole, fraction, negative } = digits;
  let mantissa = BigInt(whole + fraction);
  let exponent = -fraction.length;
  if (suffix.base === 10) exponent += suffix.exponent;
  else mantissa <<= BigInt(suffix.exponent);
  if (mantissa !== 0n && exponent < NANO) {
    const surplus = NANO - exponent;
    const divisor = surplus > mantissa.toString().length ? undefined : 10n ** BigInt(surplus);
    mantissa = divisor === undefined ? 1n : (mantissa + divisor - 1n) / divisor;
    exponent = NANO;
  }
  let { format } = suffix;
  if (format === 'BinarySI') {
    const unit = 10n ** BigInt(-exponent);
    if (mantissa > MAX_INT64 * unit) [mantissa, exponent] = [MAX_INT64, 0];
    else if (mantissa > 0n && mantissa < unit) format = 'DecimalSI';
  }
  return { mantissa: negative ? -mantissa : mantissa, exponent, format, isDecimal: true };
}

/**
 * Takes a quantity apart.
 *
 * @throws ParseError where the text is no quantity, with upstream's message.
 */
export function parseQuantityParts(text: string): QuantityParts {
  if (text === '0') return { mantissa: 0n, exponent: 0, format: 'DecimalSI', isDecimal: false, text };
  const match = text === '' ? null : SYNTAX.exec(text);
  if (!match) throw new ParseError(FORMAT_WRONG);
  const [, sign = '', significant = '', fraction = '', suffixText = ''] = match;
  const suffix = readSuffix(suffixText);
  const digits = { negative: sign === '-', whole: significant === '' ? '0' : significant, fraction };
  const small = readSmall(text, digits, suffix);
  if (small) return small;
  if (significant === '' && fraction === '' && !/[0-9]/.test(text.slice(0, text.length - suffixText.length))) {
    throw new ParseError(NUMERIC_WRONG);
  }
  return readLarge(digits, suffix);
}
