/**
 * Repeats on a volume what events say of the pod that scrubs it.
 *
 * Watches: Events, from the first volume on that is scrubbed. Writes: Events.
 * Upstream: pkg/volume/util/recyclerclient/recycler_client.go (WatchPod, waitForPod)
 */
import type { Event } from '../../apimachinery/api/core-v1';
import type { EventRecorder } from '../../client/event-recorder';
import type { InformerFactory } from '../../client/informer-factory';
import { recycledBy } from './recycling';
import type { Storage } from './storage';

export class ScrubbingEvents {
  #follows = false;

  constructor(
    private readonly informers: InformerFactory,
    private readonly storage: Storage,
    private readonly events: EventRecorder,
  ) {}

  /** To be called before a volume is scrubbed. */
  follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    // One that comes again, and is counted up, is not repeated.
    this.informers.of<Event>('events').addHandlers({ added: (event) => this.#repeat(event) });
  }

  #repeat({ involvedObject, type, message = '' }: Event): void {
    if (involvedObject.kind !== 'Pod') return;
    const { name = '', namespace = '' } = involvedObject;
    const volume = this.storage.volumes.get(recycledBy({ metadata: { name, namespace } }) ?? '');
    if (!volume) return;
    this.events.event(volume, type === 'Warning' ? 'Warning' : 'Normal', 'RecyclerPod', `Recycler pod: ${message}`);
  }
}
