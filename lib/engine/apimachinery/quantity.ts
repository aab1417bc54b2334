/**
 * Resource quantities such as `500m`, `1.5Gi` or `1e3`: exact numbers that remember how they were written.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
 * Differs: `value()` and its like are JavaScript numbers, exact up to 2^53, and stop at ±2^63 where Go would overflow; negative
 *   fractions round away from zero where Go rounds some towards it; adding quantities more than 1,000 orders of magnitude apart
 *   gives the larger one, where Go would exhaust its memory.
 */
import { ParseError } from './parse-error';
import { parseQuantityParts, type QuantityFormat, type QuantityParts } from './quantity-syntax';

export type { QuantityFormat } from './quantity-syntax';

const DECIMAL_SUFFIXES: ReadonlyMap<number, string> = new Map(
  ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, i) => [3 * i - 9, suffix]),
);
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_INT64_NUMBER = 2 ** 63;
const MAX_ALIGNMENT = 1000;
const CACHE_LIMIT = 20_000;

function fitsInt64(value: bigint): boolean {
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Removes factors while at least one whole `base` remains; gives the rest and how many were removed. */
function removeFactors(value: bigint, base: bigint): readonly [bigint, number] {
  let times = 0;
  let rest = value;
  while (rest !== 0n && rest % base === 0n) {
    rest /= base;
    times++;
  }
  return [rest, times];
}

export class Quantity {
  static readonly #cache = new Map<string, Quantity>();
  static readonly zero = new Quantity(0n, 0, 'DecimalSI');

  /** As it was written, where that is canonical. */
  #text: string | undefined;
  #printed: string | undefined;
  #value: number | undefined;
  #milliValue: number | undefined;

  private constructor(
    private readonly mantissa: bigint,
    private readonly exponent: number,
    readonly format: QuantityFormat,
    private readonly isDecimal = !fitsInt64(mantissa),
  ) {}

  /**
   * Reads a quantity; equal texts give the same object.
   *
   * @throws ParseError where the text is no quantity.
   */
  static parse(text: string): Quantity {
    const known = Quantity.#cache.get(text);
    if (known) return known;
    const parts = parseQuantityParts(text);
    const quantity = Quantity.#fromParts(parts);
    if (Quantity.#cache.size >= CACHE_LIMIT) Quantity.#cache.clear();
    Quantity.#cache.set(text, quantity);
    return quantity;
  }

  /** Like {@link parse}, undefined where the text is no quantity. */
  static tryParse(text: string): Quantity | undefined {
    try {
      return Quantity.parse(text);
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }

  static #fromParts(parts: QuantityParts): Quantity {
    const quantity = new Quantity(parts.mantissa, parts.exponent, parts.format, parts.isDecimal);
    quantity.#text = parts.text;
    return quantity;
  }

  /** A whole number; BinarySI for bytes. Fractions are not allowed: see {@link ofMilli}. */
  static of(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), 0, format);
  }

  /** Thousandths. */
  static ofMilli(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), -3, format);
  }

  /** `value` times ten to the power of `scale`. */
  static ofScaled(value: number | bigint, scale: number): Quantity {
    return new Quantity(BigInt(value), scale, 'DecimalSI');
  }

  get isZero(): boolean {
    return this.mantissa === 0n;
  }

  /** -1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    return this.mantissa === 0n ? 0 : this.mantissa < 0n ? -1 : 1;
  }

  /** Negative where this is less than `other`, 0 where equal, positive where greater. */
  compare(other: Quantity): number {
    if (this === other || (this.isZero && other.isZero)) return 0;
    if (this.sign !== other.sign) return this.sign - other.sign;
    if (this.exponent === other.exponent) {
      return this.mantissa === other.mantissa ? 0 : this.mantissa < other.mantissa ? -1 : 1;
    }
    const orders = this.#magnitude() - other.#magnitude();
    if (orders !== 0) return this.sign * orders;
    const [a, b] = this.#aligned(other);
    return a === b ? 0 : a < b ? -1 : 1;
  }

  equals(other: Quantity): boolean {
    return this.compare(other) === 0;
  }

  /** The sum; zero takes the format of what is added. */
  add(other: Quantity): Quantity {
    const format = this.isZero ? other.format : this.format;
    const isDecimal = this.isDecimal || other.isDecimal;
    if (other.isZero) return new Quantity(this.mantissa, this.exponent, format, isDecimal);
    if (this.isZero) return new Quantity(other.mantissa, other.exponent, format, isDecimal);
    if (Math.abs(this.exponent - other.exponent) > MAX_ALIGNMENT) {
      return this.#magnitude() > other.#magnitude() ? this : other;
    }
    const [a, b, exponent] = this.#aligned(other);
    return new Quantity(a + b, exponent, format, isDecimal || !fitsInt64(a + b));
  }

  sub(other: Quantity): Quantity {
    return this.add(other.negate());
  }

  negate(): Quantity {
    return new Quantity(-this.mantissa, this.exponent, this.format, this.isDecimal);
  }

  /** The whole number, fractions rounded away from zero. */
  value(): number {
    return (this.#value ??= this.#scaled(0));
  }

  /** Thousandths, smaller fractions rounded away from zero. */
  milliValue(): number {
    return (this.#milliValue ??= this.#scaled(-3));
  }

  /** The number in units of ten to the power of `scale`, fractions rounded away from zero; never loses digits. */
  scaledValue(scale: number): bigint {
    const shift = this.exponent - scale;
    if (shift >= 0) return this.mantissa * 10n ** BigInt(Math.min(shift, MAX_ALIGNMENT));
    if (-shift > MAX_ALIGNMENT) return BigInt(this.sign);
    const divisor = 10n ** BigInt(-shift);
    const whole = this.mantissa / divisor;
    return whole * divisor === this.mantissa ? whole : whole + BigInt(this.sign);
  }

  /** Whether nothing smaller than ten to the power of `scale` is in it. */
  isExactAt(scale: number): boolean {
    return this.exponent >= scale || this.compare(new Quantity(this.scaledValue(scale), scale, this.format)) === 0;
  }

  /** The quantity rounded away from zero to multiples of ten to the power of `scale` (-3: thousandths). */
  roundUp(scale: number): Quantity {
    if (!this.isDecimal && this.exponent >= scale) return this;
    return new Quantity(this.scaledValue(scale), scale, this.format, this.isDecimal);
  }

  /** The text that the API answers: as it was written if that was canonical, else the canonical form. */
  toString(): string {
    return this.#text ?? (this.#printed ??= this.#canonical());
  }

  toJSON(): string {
    return this.toString();
  }

  /**
   * Go's `%#v`, which some messages of validation show.
   *
   * @param printed whether upstream had asked for the text before, which fills the field `s`.
   */
  goSyntax(printed: boolean): string {
    const text = printed ? this.toString() : (this.#text ?? '');
    const [amount, pointer] = this.isDecimal
      ? ['value:0, scale:0', '0xc000012345']
      : [`value:${this.mantissa}, scale:${this.exponent}`, 'nil'];
    return `resource.Quantity{i:resource.int64Amount{${amount}}, d:resource.infDecAmount{Dec:(*inf.Dec)(${pointer})}, s:"${text}", Format:"${this.format}"}`;
  }

  #magnitude(): number {
    return absolute(this.mantissa).toString().length + this.exponent;
  }

  #aligned(other: Quantity): readonly [bigint, bigint, number] {
    const exponent = Math.min(this.exponent, other.exponent);
    const a = this.mantissa * 10n ** BigInt(this.exponent - exponent);
    const b = other.mantissa * 10n ** BigInt(other.exponent - exponent);
    return [a, b, exponent];
  }

  #scaled(scale: number): number {
    if (this.mantissa !== 0n && this.#magnitude() - scale > 19) return this.sign * MAX_INT64_NUMBER;
    const exact = Number(this.scaledValue(scale));
    return Math.max(-MAX_INT64_NUMBER, Math.min(MAX_INT64_NUMBER, exact));
  }

  #canonical(): string {
    if (this.mantissa === 0n) return '0';
    if (this.format === 'BinarySI' && absolute(this.scaledValue(0)) >= 1024n && this.isExactAt(0)) {
      const [digits, times] = removeFactors(this.scaledValue(0), 1024n);
      return `${digits}${BINARY_SUFFIXES[times] ?? ''}`;
    }
    const [digits, times] = removeFactors(this.mantissa, 10n);
    const exponent = this.exponent + times;
    const excess = ((exponent % 3) + 3) % 3;
    const shown = digits * 10n ** BigInt(excess);
    const third = exponent - excess;
    if (this.format === 'DecimalExponent') return third === 0 ? `${shown}` : `${shown}e${third}`;
    return `${shown}${DECIMAL_SUFFIXES.get(third) ?? ''}`;
  }
}
