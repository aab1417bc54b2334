/**
 * Reads DER: what certificates and requests for them are written in.
 *
 * Upstream: Go's encoding/asn1, whose words for what is wrong are kept
 */
import { ParseError } from './parse-error';

/** Tags that certificates use; constructed ones with their bit. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
} as const;

const CONSTRUCTED = 0x20;

export class DerValue {
  private constructor(
    readonly tag: number,
    readonly content: Uint8Array,
    /** With tag and length. */
    readonly whole: Uint8Array,
  ) {}

  /** One value that fills the bytes. @throws ParseError */
  static parse(bytes: Uint8Array): DerValue {
    const value = DerValue.#readAt(bytes, 0);
    if (value.whole.length < bytes.length) throw new ParseError('asn1: syntax error: trailing data');
    return value;
  }

  static #readAt(bytes: Uint8Array, start: number): DerValue {
    const truncated = (): ParseError => new ParseError('asn1: syntax error: data truncated');
    const tag = bytes[start];
    let length = bytes[start + 1];
    if (tag === undefined || length === undefined) throw truncated();
    let from = start + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0) throw new ParseError('asn1: syntax error: indefinite length found (not DER)');
      if (count > 4) throw new ParseError('asn1: structure error: length too large');
      length = 0;
      for (let index = 0; index < count; index++) length = length * 256 + (bytes[from + index] ?? 0);
      from += count;
    }
    if (from + length > bytes.length) throw truncated();
    return new DerValue(tag, bytes.subarray(from, from + length), bytes.subarray(start, from + length));
  }

  /** @throws ParseError when it is something else */
  expect(tag: number, what: string): this {
    if (this.tag === tag) return this;
    const found = `{class:${this.tag >> 6} tag:${this.tag & 0x1f} length:${this.content.length} isCompound:${(this.tag & CONSTRUCTED) !== 0}}`;
    throw new ParseError(`asn1: structure error: tags don't match (${tag & 0x1f} vs ${found}) ${what}`);
  }

  /** The values that this one is made of. @throws ParseError */
  children(): DerValue[] {
    const found: DerValue[] = [];
    for (let at = 0; at < this.content.length;) {
      const child = DerValue.#readAt(this.content, at);
      found.push(child);
      at += child.whole.length;
    }
    return found;
  }

  /** `2.5.4.3` */
  objectIdentifier(): string {
    const parts: number[] = [];
    let part = 0;
    for (const byte of this.content) {
      part = part * 128 + (byte & 0x7f);
      if (byte & 0x80) continue;
      if (parts.length === 0) {
        const first = Math.min(2, Math.floor(part / 40));
        parts.push(first, part - first * 40);
      } else parts.push(part);
      part = 0;
    }
    return parts.join('.');
  }

  /** The moment of a UTCTime or GeneralizedTime, in milliseconds since 1970. */
  timeMs(): number {
    const text = this.text();
    const whole = text.length === 13 ? `${Number(text.slice(0, 2)) < 50 ? 20 : 19}${text}` : text;
    const [, year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] =
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole)?.map(Number) ?? [];
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /** Content of the string types. */
  text(): string {
    return new TextDecoder().decode(this.content);
  }
}
