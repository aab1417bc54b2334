/**
 * Keeps a node from running out of memory or disk: a pod is given up every ten seconds until enough is left.
 *
 * The node has the pressure as a condition from the first shortage until five minutes after the last. What containers use is what their
 * images and scripts say; more is taken away with `take`, as a fault.
 *
 * Writes: Events; statuses of the pods that it ends, through the pod workers.
 * Upstream: pkg/kubelet/eviction/eviction_manager.go
 * Differs: looks only after something has changed, and every ten seconds while there is a shortage; hard thresholds only, as by default.
 */
import { formatTime } from '../../apimachinery/time';
import type { PodStatus } from '../../apimachinery/api/core-v1';
import { amountOf } from '../../apimachinery/pod-resources';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Timer } from '../../clock/clock';
import type { KubeletContext } from '../kubelet-context';
import { isCriticalPod } from './critical-pod';
import {
  evictionMessage,
  rankedForEviction,
  type PodUsage,
  type StarvedResource,
  type Threshold,
} from './eviction-ranking';
import type { Pressure } from './node-conditions';
import type { NodeHealth } from './node-health';
import { withDisruption } from './disruption-target';

/** What eviction stands on. */
export interface NodeEvictionParts {
  readonly context: KubeletContext;
  readonly health: NodeHealth;
  /** The pods of the node that have not ended. */
  pods(): readonly Pod[];
  /** Bytes of memory, by container. */
  memoryOf(pod: Pod): PodUsage;
  /** Ends a pod at once; its status says what `change` makes of it. */
  kill(pod: Pod, graceSeconds: number, change: (status: PodStatus) => PodStatus): void;
  /** The node's conditions are others now. */
  onPressure(): void;
  /** Something other than images takes more of the disk, or less. */
  onDiskUse(): void;
  /** Removes the images that nobody uses. */
  removeUnusedImages(): void;
}

const LOOK_MS = 10_000;
const TRANSITION_MS = 300_000;
const MIN_MEMORY_BYTES = 100 * 1024 * 1024;
const MIN_DISK_FRACTION = 0.1;
/** Of the disk that images are on, which is the same here. */
const MIN_IMAGE_DISK_FRACTION = 0.15;
const NO_USAGE: PodUsage = new Map();
const PRESSURE_OF: Readonly<Record<StarvedResource, Pressure>> = {
  memory: 'MemoryPressure',
  'ephemeral-storage': 'DiskPressure',
};

export class NodeEviction {
  readonly #taken = new Map<StarvedResource, number>();
  readonly #suffered = new Set<Pressure>();
  readonly #lastShortMs = new Map<Pressure, number>();
  #timer: Timer | undefined;
  #running = false;

  constructor(private readonly parts: NodeEvictionParts) {}

  start(): void {
    this.#running = true;
    this.look();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Something else than pods uses so much of the node from now on; 0 gives it back. */
  take(resource: StarvedResource, bytes: number): void {
    this.#taken.set(resource, bytes);
    this.look();
    if (resource === 'ephemeral-storage') this.parts.onDiskUse();
  }

  /** The node has a pressure although nobody is to be evicted for it, until it is said to be over. */
  suffer(pressure: Pressure, suffers: boolean): void {
    if (suffers) this.#suffered.add(pressure);
    else this.#suffered.delete(pressure);
    this.look();
  }

  /** What containers use has changed: it is looked at within ten seconds. */
  look(): void {
    if (!this.#running || this.#timer) return;
    const { clock } = this.parts.context;
    this.#timer = clock.schedule(LOOK_MS - (clock.now() % LOOK_MS), () => {
      this.#timer = undefined;
      this.#check();
    });
  }

  #check(): void {
    const shortages = [this.#memory(), this.#disk()].filter((threshold) => threshold !== undefined);
    const { clock } = this.parts.context;
    for (const { resource } of shortages) this.#lastShortMs.set(PRESSURE_OF[resource], clock.now());
    for (const pressure of this.#suffered) this.#lastShortMs.set(pressure, clock.now());
    this.#setPressures();
    const [first] = shortages;
    if (first) this.#reclaim(first);
    if (this.#lastShortMs.size > 0) this.look();
  }

  #memory(): Threshold | undefined {
    const { pods, memoryOf } = this.parts;
    const used = pods().flatMap((pod) => [...memoryOf(pod).values()]);
    const available = this.#left('memory') - used.reduce((sum, bytes) => sum + bytes, 0);
    if (available >= MIN_MEMORY_BYTES) return undefined;
    return { resource: 'memory', quantity: MIN_MEMORY_BYTES, available: Math.max(available, 0) };
  }

  #disk(): Threshold | undefined {
    const { capacity, available } = this.disk();
    const missed = [MIN_DISK_FRACTION, MIN_IMAGE_DISK_FRACTION].find((fraction) => available < fraction * capacity);
    return missed === undefined
      ? undefined
      : { resource: 'ephemeral-storage', quantity: missed * capacity, available: Math.max(available, 0) };
  }

  /** Bytes. Images and everything else share one disk. */
  disk(): { readonly capacity: number; readonly available: number } {
    const capacity = this.#capacity('ephemeral-storage');
    return { capacity, available: this.#left('ephemeral-storage') - this.parts.context.nodeImages.sizeBytes };
  }

  /** There is less room on the disk than before. */
  diskFilled(): void {
    if (this.#disk()) this.look();
  }

  #left(resource: StarvedResource): number {
    return this.#capacity(resource) - (this.#taken.get(resource) ?? 0);
  }

  /** A node that does not say what it has is never short of it. */
  #capacity(resource: StarvedResource): number {
    const text = this.parts.context.node()?.status?.capacity?.[resource];
    return text === undefined ? Number.MAX_SAFE_INTEGER : amountOf(resource, text);
  }

  #setPressures(): void {
    const { context, health, onPressure } = this.parts;
    for (const [pressure, atMs] of this.#lastShortMs) {
      if (context.clock.now() - atMs >= TRANSITION_MS) this.#lastShortMs.delete(pressure);
    }
    const before = health.pressures();
    const now = new Set(this.#lastShortMs.keys());
    if (before.size === now.size && [...now].every((pressure) => before.has(pressure))) return;
    health.setPressures(now);
    onPressure();
  }

  #reclaim(threshold: Threshold): void {
    const { context, pods, memoryOf, kill } = this.parts;
    const { events, nodeName, clock } = context;
    const { resource } = threshold;
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } };
    events.event(node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
    if (resource === 'ephemeral-storage') {
      this.parts.removeUnusedImages();
      if (!this.#memory() && !this.#disk()) return;
    }
    const usageOf = (pod: Pod): PodUsage => (resource === 'memory' ? memoryOf(pod) : NO_USAGE);
    const victim = rankedForEviction(pods(), resource, usageOf).find((pod) => !isCriticalPod(pod));
    if (!victim) return;
    const message = evictionMessage(victim, threshold, usageOf(victim));
    events.event(victim, 'Warning', 'Evicted', message);
    const now = formatTime(clock.now());
    kill(victim, 0, (status) =>
      withDisruption({ ...status, phase: 'Failed', reason: 'Evicted', message }, message, now),
    );
  }
}
