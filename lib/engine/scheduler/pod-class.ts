/**
 * Pods that some plugins cannot tell apart, and what those plugins have said of a node for them: as long as the node does not change
 * they would say it again.
 *
 * Upstream has had an equivalence cache of this kind (pkg/scheduler/core/equivalence, up to v1.12); it did not outlive concurrent cycles,
 * of which there are none here.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { LeastRecentlyUsed } from '../client/least-recently-used';

/** So many classes are told apart at a time. */
const CLASSES = 256;
/** A node keeps answers for so many of them. */
const CLASSES_PER_NODE = 16;

/** One exists for each class; what counts is which one it is. */
export class PodClass {}

/** Says what of a pod it looks at, where that is all there is to its answer besides the node. */
export interface Discerning {
  readonly name: string;
  traitsOf?(pod: Pod): string;
}

export class PodClasses {
  readonly #known = new LeastRecentlyUsed<PodClass>(CLASSES);

  /** The class of the pod in the eyes of these plugins, each of which tells its traits. */
  of(plugins: readonly Discerning[], pod: Pod): PodClass {
    let traits = '';
    for (const plugin of plugins) traits += `${plugin.name} ${plugin.traitsOf!(pod)}\n`;
    let known = this.#known.get(traits);
    if (!known) this.#known.set(traits, (known = new PodClass()));
    return known;
  }
}

/** What was said of one node. */
export class ClassAnswers<Answer> {
  readonly #answers = new Map<PodClass, Answer>();

  /** The answer for a class; the first time it is asked for. */
  get(of: PodClass, ask: () => Answer): Answer {
    let answer = this.#answers.get(of);
    if (answer === undefined) {
      if (this.#answers.size >= CLASSES_PER_NODE) this.#answers.clear();
      this.#answers.set(of, (answer = ask()));
    }
    return answer;
  }

  /** The node has changed. */
  clear(): void {
    if (this.#answers.size > 0) this.#answers.clear();
  }
}
