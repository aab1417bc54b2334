/**
 * The time of day as a node has it, which may be wrong. What lasts is measured with the cluster's clock: that one only goes forwards.
 *
 * Differs: the times of containers, which come from the container runtime, are those of the cluster.
 */
import type { Clock } from '../../clock/clock';

export class NodeClock implements Clock {
  /** How far it is ahead; negative: behind. */
  skewMs = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now() + this.skewMs;
  }
}
