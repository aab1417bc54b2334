/** Base64 of UTF-8 text and of bytes, as pure functions: Node's Buffer is not a thing of the engine. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((letter, index) => [letter, index]));

export function encodeBase64(text: string): string {
  return encodeBytes(new TextEncoder().encode(text));
}

/** Letters outside the alphabet end the text. */
export function decodeBase64(text: string): string {
  return new TextDecoder().decode(decodeBytes(text));
}

export function encodeBytes(bytes: ArrayLike<number>): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const word = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += ALPHABET[word >> 18]! + ALPHABET[(word >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(word >> 6) & 63]! : '=';
    text += left > 2 ? ALPHABET[word & 63]! : '=';
  }
  return text;
}

export function decodeBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of text) {
    const value = VALUES.get(letter);
    if (value === undefined) break;
    word = (word << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((word >> bits) & 0xff);
      word &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(bytes);
}

/**
 * Where a text stops being base64, in bytes from its start; undefined where it is. Line ends count, but don't matter.
 *
 * Upstream: Go's encoding/base64 (decodeQuantum)
 */
export function corruptBase64At(text: string): number | undefined {
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!;
    if (letter === '\n' || letter === '\r') continue;
    if (letter === '=') return corruptPaddingAt(text, index, digits % 4);
    if (!VALUES.has(letter)) return index;
    digits++;
  }
  return digits % 4 === 0 ? undefined : text.length - (digits % 4);
}

/** Padding closes a group of two or three digits, and the text. */
function corruptPaddingAt(text: string, first: number, digits: number): number | undefined {
  if (digits < 2) return first;
  let end = afterLineEnds(text, first + 1);
  if (digits === 2) {
    if (end === text.length) return text.length;
    if (text[end] !== '=') return end - 1;
    end = afterLineEnds(text, end + 1);
  }
  return end < text.length ? end : undefined;
}

function afterLineEnds(text: string, from: number): number {
  let index = from;
  while (text[index] === '\n' || text[index] === '\r') index++;
  return index;
}
