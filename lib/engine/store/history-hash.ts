/**
 * One number for everything that happened: two runs with the same inputs and seed must agree on it, byte for byte.
 *
 * A 128-bit FNV-1a-like hash over the text of each change. It is a fingerprint, not a signature.
 */
import type { StoreChange } from './store-table';

export class HistoryHash {
  #words: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  #changes = 0;

  /** How many changes it covers. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes in a change: when it happened in virtual time, what it was and the whole object. */
  add(change: StoreChange, atMs: number): void {
    this.#changes++;
    this.addText(
      `${atMs} ${change.revision} ${change.type} ${change.resource} ${change.key} ${JSON.stringify(change.object)}`,
    );
  }

  addText(text: string): void {
    let [a, b, c, d] = this.#words;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x85ebca77) ^ (a >>> 15);
      c = Math.imul(c ^ unit, 0xc2b2ae3d) ^ (b >>> 13);
      d = Math.imul(d ^ unit, 0x27d4eb2f) ^ (c >>> 16);
    }
    this.#words = [a, b, c, d];
  }

  /** 32 hexadecimal digits. */
  digest(): string {
    return this.#words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
