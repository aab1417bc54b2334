/** A map that forgets what was not used for longest once it holds too much. */
export class LeastRecentlyUsed<T> {
  readonly #entries = new Map<string, T>();
  /** The last one used: it is where it belongs. */
  #newest: string | undefined;

  constructor(private readonly limit: number) {}

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined && key !== this.#newest) this.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    if (key !== this.#newest) this.#entries.delete(key);
    this.#newest = key;
    this.#entries.set(key, value);
    if (this.#entries.size <= this.limit) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
  }
}
