/**
 * Seeded chance. Each component draws from its own stream, forked by name, so that one more draw in one place shifts nothing elsewhere.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's PractRand), seeded with four FNV-1a hashes of the seed's text.
 */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX_DIGITS = '0123456789abcdef';
const HYPHEN = 0x2d;

function hashOf(text: string, basis: number): number {
  let hash = basis >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

type State = readonly [a: number, b: number, c: number, counter: number];

/** Where streams stood before an attempt, for all that have one root. */
interface Journal {
  before: Map<Random, State> | undefined;
}

export class Random {
  readonly #seed: string;
  readonly #journal: Journal;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string, journal: Journal = { before: undefined }) {
    this.#seed = String(seed);
    this.#journal = journal;
    this.#a = hashOf(this.#seed, 0x811c9dc5);
    this.#b = hashOf(this.#seed, 0x9e3779b9);
    this.#c = hashOf(this.#seed, 0x85ebca6b);
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** A stream of its own; the same name gives the same stream, however much this one has drawn. */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`, this.#journal);
  }

  /** Runs an action. When it throws, this stream and all forks of its root are as if nothing had been drawn. */
  attempt<T>(action: () => T): T {
    const outer = this.#journal.before;
    const before = new Map<Random, State>();
    this.#journal.before = before;
    try {
      return action();
    } catch (error) {
      for (const [stream, state] of before) [stream.#a, stream.#b, stream.#c, stream.#counter] = state;
      throw error;
    } finally {
      this.#journal.before = outer;
    }
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#next() / 4294967296;
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  /** A number in [from, to). */
  between(from: number, to: number): number {
    return from + this.fraction() * (to - from);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A member of a non-empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (items.length === 0) throw new RangeError('Nothing to pick from: the list is empty.');
    return item as T;
  }

  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let index = result.length - 1; index > 0; index--) {
      const other = this.integer(index + 1);
      [result[index], result[other]] = [result[other] as T, result[index] as T];
    }
    return result;
  }

  /** Random letters as `generateName` appends them: no vowels, nothing that reads like another. */
  suffix(length = 5): string {
    let text = '';
    for (let index = 0; index < length; index++) text += ALPHABET[this.integer(ALPHABET.length)];
    return text;
  }

  /** A UUID of version 4. */
  uuid(): string {
    const [first, second, third, fourth] = [this.#next(), this.#next(), this.#next(), this.#next()];
    const parts = [
      first >>> 16,
      first & 0xffff,
      second >>> 16,
      (second & 0x0fff) | 0x4000,
      ((third >>> 16) & 0x3fff) | 0x8000,
      third & 0xffff,
      fourth >>> 16,
      fourth & 0xffff,
    ];
    const codes: number[] = [];
    parts.forEach((part, index) => {
      if (index >= 2 && index <= 5) codes.push(HYPHEN);
      for (let shift = 12; shift >= 0; shift -= 4) codes.push(HEX_DIGITS.charCodeAt((part >>> shift) & 0xf));
    });
    // Made at once: a text that is joined from others keeps them in memory for as long as it lives.
    return String.fromCharCode(...codes);
  }

  /** Random bytes as whole numbers from 0 to 255. */
  bytes(length: number): number[] {
    return Array.from({ length }, () => this.#next() & 0xff);
  }

  #next(): number {
    const { before } = this.#journal;
    if (before && !before.has(this)) before.set(this, [this.#a, this.#b, this.#c, this.#counter]);
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}
