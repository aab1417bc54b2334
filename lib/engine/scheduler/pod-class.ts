/**
 * Pods that some plugins cannot tell apart, and what those plugins have said of each node for them: as long as the node does not change
 * they would say it again.
 *
 * Upstream has had an equivalence cache of this kind (pkg/scheduler/core/equivalence, up to v1.12); it did not outlive concurrent cycles,
 * of which there are none here.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { LeastRecentlyUsed } from '../client/least-recently-used';
import type { ChangeLog } from './change-log';
import type { Plugin } from './framework';
import type { NodeRefusal } from './node-refusals';

/** So many classes are told apart at a time. */
const CLASSES = 128;

/** What is known of a node. */
export const UNKNOWN = 0;
export const FITS = 1;
export const REFUSED = 2;

/** All lists are by slot of the node; they are read for hundreds of nodes for each pod. */
export class PodClass {
  /** What the steady filters have said: UNKNOWN, FITS or REFUSED. */
  verdicts = new Uint8Array(0);
  /** The first refusal, where there is one. */
  readonly refusals: NodeRefusal[] = [];
  /** 1 where the steady scores were asked. */
  isScored = new Uint8Array(0);
  /** The points that each of them gives, without its weight. */
  readonly points: Float64Array[];
  /** The sum of those that are not compared with what other nodes got, weights included. */
  sums = new Float64Array(0);
  #position: number;

  constructor(
    private readonly changes: ChangeLog,
    scoreCount: number,
  ) {
    this.points = Array.from({ length: scoreCount }, () => new Float64Array(0));
    this.#position = changes.position;
    this.#grow();
  }

  /** Forgets what was said of nodes that have changed since, and makes room for those that are new. */
  catchUp(): void {
    const { position } = this.changes;
    if (position === this.#position) return;
    if (this.changes.slotCount > this.verdicts.length) this.#grow();
    const changed = this.changes.since(this.#position);
    this.#position = position;
    for (const slot of changed ?? this.verdicts.keys()) {
      this.verdicts[slot] = UNKNOWN;
      this.isScored[slot] = 0;
    }
  }

  #grow(): void {
    const size = this.changes.slotCount;
    this.verdicts = larger(this.verdicts, new Uint8Array(size));
    this.isScored = larger(this.isScored, new Uint8Array(size));
    this.sums = larger(this.sums, new Float64Array(size));
    for (let place = 0; place < this.points.length; place++) {
      this.points[place] = larger(this.points[place]!, new Float64Array(size));
    }
  }
}

function larger<List extends Uint8Array | Float64Array>(before: List, after: List): List {
  after.set(before);
  return after;
}

/** Tells pods apart by all that the plugins of a profile look at which look at nothing else of the cluster than the node. */
export class PodClasses {
  readonly #known = new LeastRecentlyUsed<PodClass>(CLASSES);
  readonly #traitsOf: readonly ((pod: Pod) => string)[];

  /**
   * @param filters those that tell the traits that they look at; @param scores the same
   * @param changes of the nodes that they look at
   */
  constructor(
    filters: readonly Plugin[],
    private readonly scores: readonly Plugin[],
    private readonly changes: ChangeLog,
  ) {
    this.#traitsOf = [...new Set([...filters, ...scores].map(({ traitsOf }) => traitsOf!))];
  }

  of(pod: Pod): PodClass {
    let traits = '';
    for (const traitsOf of this.#traitsOf) traits += `${traitsOf(pod)}\n`;
    let known = this.#known.get(traits);
    if (!known) this.#known.set(traits, (known = new PodClass(this.changes, this.scores.length)));
    known.catchUp();
    return known;
  }
}
