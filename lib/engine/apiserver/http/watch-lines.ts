/** Events as lines: what a thousand watchers of one change are sent is written once. */
import type { KubeObject } from '../../apimachinery/object-meta';

export class WatchLines {
  /** Watchers hear of a change one after another, so the lines of the newest are enough. */
  #newest: KubeObject | undefined;
  readonly #lines = new Map<string, string>();

  /** @param shape tells apart what is written of the same object: type of event, version, representation */
  of(object: KubeObject, shape: string, write: () => string): string {
    if (object !== this.#newest) {
      this.#newest = object;
      this.#lines.clear();
    }
    let line = this.#lines.get(shape);
    if (line === undefined) {
      line = write();
      this.#lines.set(shape, line);
    }
    return line;
  }
}
