/**
 * Gives up nodes that are not ready, each zone at a rate that depends on how its other nodes fare. When no node of the cluster answers,
 * the fault is more likely here than there: nothing is given up then.
 *
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (handleDisruption, setLimiterInZone, doNoExecuteTaintingPass)
 */
import type { Node } from '../../apimachinery/api/core-v1';
import type { Scheduling } from '../../clock/clock';
import type { ControllerManagerOptions } from '../controller-manager-options';
import { RateLimitedQueue } from './rate-limited-queue';
import { zoneOf, type ZoneCounts, type ZoneState } from './zones';

export type EvictionOptions = Pick<
  ControllerManagerOptions,
  'nodeEvictionRate' | 'secondaryNodeEvictionRate' | 'largeClusterSizeThreshold' | 'unhealthyZoneThreshold'
>;

/** What entering and leaving a disruption of the whole cluster asks for. */
export interface DisruptionActions {
  /** All nodes are to be taken for reachable: nothing is known of them. */
  stopEvictions(): void;
  /** All nodes begin anew: none of them counts as silent. */
  resume(): void;
}

export class ZoneEvictions {
  readonly #states = new Map<string, ZoneState>();
  readonly #queues = new Map<string, RateLimitedQueue>();

  constructor(
    private readonly clock: Scheduling,
    private readonly options: EvictionOptions,
    private readonly counts: ZoneCounts,
    private readonly giveUp: (node: string) => void,
  ) {}

  addZone(node: Node): void {
    const zone = zoneOf(node);
    if (this.#states.has(zone)) return;
    this.#states.set(zone, 'Initial');
    this.#queues.get(zone)?.stop();
    this.#queues.set(zone, new RateLimitedQueue(this.clock, this.options.nodeEvictionRate, this.giveUp));
  }

  /** The node is given up when its zone allows it. */
  add(node: Node): void {
    this.#queues.get(zoneOf(node))?.add(node.metadata.name);
  }

  remove(node: Node): void {
    this.#queues.get(zoneOf(node))?.remove(node.metadata.name);
  }

  stop(): void {
    for (const queue of this.#queues.values()) queue.stop();
  }

  /** The counts have changed. */
  update(actions: DisruptionActions): void {
    const states = new Map(
      this.counts.zones().map((zone) => [zone, this.counts.state(zone, this.options.unhealthyZoneThreshold)]),
    );
    for (const zone of states.keys()) if (!this.#states.has(zone)) this.#states.set(zone, 'Initial');
    for (const zone of [...this.#states.keys()]) if (!states.has(zone)) this.#states.delete(zone);
    const allDown = [...states.values()].every((state) => state === 'FullDisruption');
    const allWereDown = [...this.#states.values()].every((state) => state === 'FullDisruption');
    if (allDown && allWereDown) return;
    if (allDown) {
      actions.stopEvictions();
      for (const zone of this.#states.keys()) {
        this.#queues.get(zone)?.setRate(0);
        this.#states.set(zone, 'FullDisruption');
      }
      return;
    }
    if (allWereDown) actions.resume();
    for (const [zone, state] of states) {
      if (!allWereDown && this.#states.get(zone) === state) continue;
      this.#queues.get(zone)?.setRate(this.#rate(zone, state));
      this.#states.set(zone, state);
    }
  }

  #rate(zone: string, state: ZoneState): number {
    const { nodeEvictionRate, secondaryNodeEvictionRate, largeClusterSizeThreshold } = this.options;
    if (state !== 'PartialDisruption') return nodeEvictionRate;
    return this.counts.size(zone) > largeClusterSizeThreshold ? secondaryNodeEvictionRate : 0;
  }
}
