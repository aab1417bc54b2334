/**
 * Writes DER: values of a tag around their content.
 *
 * Upstream: ITU-T X.690
 */

/** A value of this tag around the parts. */
export function derValue(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [tag, ...lengthBytes(length)];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** A tag's number in the context of the value around it, constructed. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** `2.5.4.3` */
export function derObjectIdentifier(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return derValue(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}

/** A bit string of whole bytes, or without the last few bits. */
export function derBitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return derValue(0x03, Uint8Array.of(unusedBits), bytes);
}

export function derBoolean(value: boolean): Uint8Array {
  return derValue(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** A moment in milliseconds since 1970: two digits of the year until 2049, four from then on. */
export function derTime(ms: number): Uint8Array {
  const text = `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const short = Number(text.slice(0, 4)) < 2050;
  return derValue(short ? 0x17 : 0x18, new TextEncoder().encode(short ? text.slice(2) : text));
}
