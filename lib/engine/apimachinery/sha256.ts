/**
 * SHA-256, for the hashes that the API shows: storage versions, OpenAPI documents, entity tags. Synchronous and free of I/O, as the
 * engine is; keys and tokens are the server's business.
 *
 * Upstream: FIPS 180-4 (the algorithm)
 */

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = constants((prime) => Math.cbrt(prime), 64);
/** The same of the square roots of the first 8. */
const INITIAL_STATE = constants((prime) => Math.sqrt(prime), 8);

function constants(root: (prime: number) => number, count: number): Uint32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return Uint32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The message with its 1 bit, zeros and length in bits, in whole blocks. */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const message = new Uint8Array(length);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, bytes.length << 3);
  return view;
}

function expandBlock(view: DataView, offset: number, words: Uint32Array): void {
  for (let index = 0; index < 16; index++) words[index] = view.getUint32(offset + index * 4);
  for (let index = 16; index < 64; index++) {
    const near = words[index - 2]!;
    const far = words[index - 15]!;
    const nearMix = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    const farMix = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    words[index] = nearMix + words[index - 7]! + farMix + words[index - 16]!;
  }
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let index = 0; index < 64; index++) {
    const choice = (e & f) ^ (~e & g);
    const mixE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + mixE + choice + ROUND_CONSTANTS[index]! + words[index]!) | 0;
    const mixA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (mixA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = state[index]! + word));
}

/** The 32 bytes of the SHA-256 of bytes or of a text, which is taken as UTF-8. */
export function sha256(message: string | Uint8Array): Uint8Array {
  const view = padded(typeof message === 'string' ? new TextEncoder().encode(message) : message);
  const state = INITIAL_STATE.slice();
  const words = new Uint32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    expandBlock(view, offset, words);
    compress(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(index * 4, word));
  return new Uint8Array(digest.buffer);
}

const HEX_BYTES = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, '0'));

/** The same as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  const digits: string[] = [];
  for (const byte of sha256(text)) digits.push(HEX_BYTES[byte]!);
  return digits.join('');
}

const HMAC_BLOCK_BYTES = 64;

/** HMAC-SHA-256 with a key of at most 64 bytes. */
export function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  const pad = (byte: number): Uint8Array => {
    const block = new Uint8Array(HMAC_BLOCK_BYTES).fill(byte);
    key.forEach((value, index) => (block[index] = value ^ byte));
    return block;
  };
  const inner = sha256(Uint8Array.from([...pad(0x36), ...new TextEncoder().encode(text)]));
  return sha256(Uint8Array.from([...pad(0x5c), ...inner]));
}
