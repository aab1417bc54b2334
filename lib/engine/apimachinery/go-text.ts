/**
 * Texts as Go writes them: quoted strings, floating-point numbers, and lists of names in messages.
 *
 * Upstream: Go's strconv.Quote and fmt, which nearly every message of the API server passes through
 */

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const NEEDS_CARE = /[^ !#-[\]-~]/;
const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function escapeCodePoint(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\uFFFD';
  if (PRINTABLE.test(character)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Go's `%q`: the text in double quotes, what is not printable escaped. */
export function quote(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += escapeCodePoint(character);
  return `${quoted}"`;
}

/** Go's `%v` of a float64: the shortest text that reads back, with an exponent below 1e-4 and from 1e21. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e21)) return Object.is(value, -0) ? '-0' : String(value);
  const [mantissa, exponent = ''] = value.toExponential().split('e');
  const digits = exponent.slice(1);
  return `${mantissa}e${exponent[0]}${digits.padStart(2, '0')}`;
}

/** How many bytes the text takes in UTF-8; upstream's length limits count bytes. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Orders texts by code points, as Go orders strings by their bytes (surrogates would disturb plain `<`). */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above every other one.
    const highX = (x & 0xf800) === 0xd800;
    const highY = (y & 0xf800) === 0xd800;
    return highX === highY ? x - y : highX ? 1 : -1;
  }
  return a.length - b.length;
}
