/**
 * Pods that some plugins cannot tell apart, and what those plugins have said of each node for them: as long as the node does not change
 * they would say it again.
 *
 * Upstream has had an equivalence cache of this kind (pkg/scheduler/core/equivalence, up to v1.12); it did not outlive concurrent cycles,
 * of which there are none here.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { LeastRecentlyUsed } from '../client/least-recently-used';
import type { NodeRefusal } from './node-refusals';
import type { Plugin } from './framework';
import type { NodeInfo } from './node-info';

/** So many classes are told apart at a time. */
const CLASSES = 128;

/** What was said of nodes as they were then. */
export class NodeAnswers<Answer> {
  /** By slot of the node. */
  readonly #nodes: NodeInfo[] = [];
  readonly #versions: number[] = [];
  readonly #answers: Answer[] = [];

  /** Undefined where nothing is known of the node as it is. */
  get(node: NodeInfo): Answer | undefined {
    const { slot } = node;
    return this.#nodes[slot] === node && this.#versions[slot] === node.version ? this.#answers[slot] : undefined;
  }

  set(node: NodeInfo, answer: Answer): void {
    const { slot } = node;
    this.#nodes[slot] = node;
    this.#versions[slot] = node.version;
    this.#answers[slot] = answer;
  }
}

/** What steady scores give to a node. */
export interface SteadyPoints {
  /** One plugin after the other, without their weights. */
  readonly points: readonly number[];
  /** Of those that are not compared with what other nodes got, weights included. */
  readonly sum: number;
}

export class PodClass {
  /** The first refusal of the steady filters. */
  readonly verdicts = new NodeAnswers<NodeRefusal>();
  readonly points = new NodeAnswers<SteadyPoints>();
}

/** Tells pods apart by all that the plugins of a profile look at which look at nothing else of the cluster than the node. */
export class PodClasses {
  readonly #known = new LeastRecentlyUsed<PodClass>(CLASSES);
  readonly #traitsOf: readonly ((pod: Pod) => string)[];

  /** @param plugins those that tell the traits that they look at */
  constructor(plugins: readonly Plugin[]) {
    this.#traitsOf = [...new Set(plugins.flatMap(({ traitsOf }) => traitsOf ?? []))];
  }

  of(pod: Pod): PodClass {
    let traits = '';
    for (const traitsOf of this.#traitsOf) traits += `${traitsOf(pod)}\n`;
    let known = this.#known.get(traits);
    if (!known) this.#known.set(traits, (known = new PodClass()));
    return known;
  }
}
