/** What is broken, and by how many faults at once: it is whole again when the last of them is healed. */
export class Causes {
  readonly #counts = new Map<string, number>();

  has(what: string): boolean {
    return this.#counts.has(what);
  }

  /** Whether anything is broken. */
  get any(): boolean {
    return this.#counts.size > 0;
  }

  /** True for the first. */
  begin(what: string): boolean {
    const count = this.#counts.get(what) ?? 0;
    this.#counts.set(what, count + 1);
    return count === 0;
  }

  /** True for the last. */
  end(what: string): boolean {
    const count = this.#counts.get(what) ?? 0;
    if (count > 1) this.#counts.set(what, count - 1);
    else this.#counts.delete(what);
    return count === 1;
  }
}
