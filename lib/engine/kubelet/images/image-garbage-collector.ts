/**
 * Removes images that nobody uses once the disk is 85 % full, those unused for longest first, until it is 80 % full.
 *
 * Writes: Events about the node.
 * Upstream: pkg/kubelet/images/image_gc_manager.go, pkg/kubelet/kubelet.go (StartGarbageCollection)
 * Differs: of its rounds every five minutes only those are made in which the disk is full enough.
 */
import type { Timer } from '../../clock/clock';
import type { KubeletContext } from '../kubelet-context';

export interface ImageGarbageCollectorParts {
  readonly context: KubeletContext;
  /** Bytes of the disk that images are on. */
  disk(): { readonly capacity: number; readonly available: number };
  /** Names of images with containers, ended ones too. */
  inUse(): ReadonlySet<string>;
}

const PERIOD_MS = 300_000;
const MIN_AGE_MS = 120_000;
const HIGH_PERCENT = 85;
const LOW_PERCENT = 80;

export class ImageGarbageCollector {
  #startMs = 0;
  #running = false;
  #round: Timer | undefined;
  /** The round before did not free enough. */
  #failed = false;

  constructor(private readonly parts: ImageGarbageCollectorParts) {}

  start(): void {
    this.#running = true;
    this.#startMs = this.parts.context.clock.now();
    this.diskFilled();
  }

  stop(): void {
    this.#running = false;
    this.#round?.cancel();
    this.#round = undefined;
    this.#failed = false;
  }

  /** There is less room on the disk than before: it is seen to in the next round. */
  diskFilled(): void {
    if (!this.#running || this.#round || !this.#isFull()) return;
    const { clock } = this.parts.context;
    const sinceRoundMs = (clock.now() - this.#startMs) % PERIOD_MS;
    this.#round = clock.schedule(PERIOD_MS - sinceRoundMs, () => {
      this.#round = undefined;
      this.#collect();
      this.diskFilled();
    });
  }

  /** Answers how many bytes came free; images are given up until it is enough. */
  free(bytes: number): number {
    const { context, inUse } = this.parts;
    const used = inUse();
    const nowMs = context.clock.now();
    const images = context.nodeImages
      .all()
      .filter(({ name, pulledMs }) => !used.has(name) && nowMs - pulledMs >= MIN_AGE_MS)
      .sort((a, b) => Math.sign(a.lastUsedMs - b.lastUsedMs) || a.pulledMs - b.pulledMs);
    let freed = 0;
    for (const { name, sizeBytes } of images) {
      if (freed >= bytes) break;
      context.nodeImages.remove(name);
      freed += sizeBytes;
    }
    return freed;
  }

  #isFull(): boolean {
    const { capacity, available } = this.parts.disk();
    return 100 - Math.floor((100 * available) / capacity) >= HIGH_PERCENT;
  }

  #collect(): void {
    if (!this.#isFull()) {
      this.#failed = false;
      return;
    }
    const { capacity, available } = this.parts.disk();
    const wanted = Math.floor((capacity * (100 - LOW_PERCENT)) / 100) - available;
    const freed = this.free(wanted);
    if (freed >= wanted) {
      this.#failed = false;
      return;
    }
    const what = 'Failed to garbage collect required amount of images';
    const message = `${what}. Attempted to free ${wanted} bytes, but only found ${freed} bytes eligible to free.`;
    this.#warn('FreeDiskSpaceFailed', message);
    // Once may be chance.
    if (this.#failed) this.#warn('ImageGCFailed', message);
    this.#failed = true;
  }

  #warn(reason: string, message: string): void {
    const { events, nodeName } = this.parts.context;
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } };
    events.event(node, 'Warning', reason, message);
  }
}
