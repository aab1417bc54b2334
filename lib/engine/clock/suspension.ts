/**
 * Something cannot go on before an answer from outside of the cluster is there. Nothing waits for it: what was begun is given up as if it
 * had not been, and begun again when the answer has come. An event of the clock that throws it is run once more, whole, unless somebody
 * on the way knows better what to repeat.
 */
export abstract class Suspension extends Error {
  readonly #actions: (() => void)[] = [];

  /** Runs an action once, when the answer is there. */
  whenAnswered(action: () => void): void {
    this.#actions.push(action);
  }

  /** The answer is there. */
  answered(): void {
    for (const action of this.#actions.splice(0)) action();
  }
}
