/** Keeps what a client sends before there is somebody to take it, within a bound; passes it on from then on. */
const MAX_EARLY_BYTES = 1024 * 1024;

export interface InputTarget {
  data(bytes: Buffer): void;
  end(): void;
}

export class EarlyInput {
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #ended = false;
  #target: InputTarget | undefined;

  /** @param overflow called when more comes than is kept */
  constructor(private readonly overflow: () => void) {}

  data(bytes: Buffer): void {
    if (this.#target) {
      this.#target.data(bytes);
      return;
    }
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > MAX_EARLY_BYTES) this.overflow();
    else this.#kept.push(bytes);
  }

  end(): void {
    if (this.#target) this.#target.end();
    else this.#ended = true;
  }

  handOver(target: InputTarget): void {
    this.#target = target;
    for (const bytes of this.#kept.splice(0)) target.data(bytes);
    if (this.#ended) target.end();
  }
}
