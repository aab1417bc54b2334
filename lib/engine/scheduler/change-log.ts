/** Which nodes have changed, so that whoever keeps something for each node can put right just that. */

/** So many changes are remembered at least. */
const KEPT = 2048;

export class ChangeLog {
  readonly #slots: number[] = [];
  #forgotten = 0;
  #slotCount = 0;

  /** Where the log has come to. */
  get position(): number {
    return this.#forgotten + this.#slots.length;
  }

  /** All slots that there have been are below this number. */
  get slotCount(): number {
    return this.#slotCount;
  }

  note(slot: number): void {
    if (slot >= this.#slotCount) this.#slotCount = slot + 1;
    if (this.#slots.length === 2 * KEPT) {
      this.#slots.splice(0, KEPT);
      this.#forgotten += KEPT;
    }
    this.#slots.push(slot);
  }

  /** Slots of the nodes that have changed since then; undefined where that is too long ago to say. */
  since(position: number): readonly number[] | undefined {
    return position < this.#forgotten ? undefined : this.#slots.slice(position - this.#forgotten);
  }
}
