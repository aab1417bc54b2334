/** A map that forgets what was not used for longest once it holds too much. */
export class LeastRecentlyUsed<T> {
  readonly #entries = new Map<string, T>();
  /** The last one used: it is where it belongs. */
  #newest: string | undefined;

  /** @param forgotten told of each value that is not held any more */
  constructor(
    private readonly limit: number,
    private readonly forgotten?: (value: T) => void,
  ) {}

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined && key !== this.#newest) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
      this.#newest = key;
    }
    return value;
  }

  set(key: string, value: T): void {
    if (key !== this.#newest || this.forgotten) this.delete(key);
    this.#newest = key;
    this.#entries.set(key, value);
    if (this.#entries.size <= this.limit) return;
    const [oldest] = this.#entries.keys();
    this.delete(oldest!);
  }

  /** The one used last comes last. */
  values(): IterableIterator<T> {
    return this.#entries.values();
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    if (key === this.#newest) this.#newest = undefined;
    this.forgotten?.(value);
  }
}
