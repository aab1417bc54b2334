/** What holds from which second on, as a text: `0:refused 3:200 9:500`. */

/** A value of a timeline, and when another one follows. */
export interface TimelineMoment {
  /** Undefined before the first entry. */
  readonly value: string | undefined;
  /** Milliseconds since the start at which it may be another one; Infinity where nothing follows. */
  readonly untilMs: number;
}

export class Timeline {
  readonly #entries: readonly { readonly fromMs: number; readonly value: string }[];

  /** Entries that are no `SECONDS:VALUE` are left out. */
  constructor(text: string) {
    this.#entries = text
      .split(/\s+/)
      .map((entry) => /^(\d+(?:\.\d+)?):(.+)$/.exec(entry))
      .filter((match) => match !== null)
      .map((match) => ({ fromMs: 1000 * Number(match[1]), value: match[2]! }))
      .sort((a, b) => a.fromMs - b.fromMs);
  }

  at(elapsedMs: number): TimelineMoment {
    const next = this.#entries.findIndex(({ fromMs }) => fromMs > elapsedMs);
    const current = next < 0 ? this.#entries.at(-1) : this.#entries[next - 1];
    return { value: current?.value, untilMs: this.#entries[next]?.fromMs ?? Infinity };
  }
}
