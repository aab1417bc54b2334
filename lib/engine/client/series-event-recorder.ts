/**
 * The recorder of events.k8s.io/v1 Events that the scheduler uses: the same event about the same object becomes a series.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/events/{event_broadcaster,event_recorder}.go
 * Differs: the count of a series is written each time, not every 30 minutes; an event is written at the instant it is recorded.
 */
import type { KubeObject } from '../apimachinery/object-meta';
import { StatusError } from '../apimachinery/status-error';
import { formatMicroTime } from '../apimachinery/time';
import type { Clock } from '../clock/clock';
import { Suspension } from '../clock/suspension';
import type { Client } from './client';
import type { EventNames } from './correlating-event-recorder';
import type { EventType } from './event-recorder';
import { LeastRecentlyUsed } from './least-recently-used';

const CACHE_ENTRIES = 4096;
/** After so long without another one a series has ended. */
const SERIES_END_MS = 6 * 60_000;

export interface SeriesEvent {
  readonly subject: KubeObject;
  readonly related?: KubeObject;
  readonly type: EventType;
  readonly reason: string;
  /** What was done or tried. */
  readonly action: string;
  readonly note: string;
}

interface Series {
  readonly name: string;
  readonly count: number;
  readonly lastMs: number;
}

export class SeriesEventRecorder {
  readonly #series = new LeastRecentlyUsed<Series>(CACHE_ENTRIES);

  /** @param controller such as `default-scheduler`; @param instance tells several of them apart */
  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly names: EventNames,
    private readonly controller: string,
    private readonly instance: string,
  ) {}

  /** A recorder for another controller of the same identity. */
  forController(controller: string, instance: string): SeriesEventRecorder {
    return new SeriesEventRecorder(this.client, this.clock, this.names, controller, instance);
  }

  /** Never throws for what the API server refuses. */
  event(event: SeriesEvent): void {
    const { subject, related, type, reason, action, note } = event;
    const key = `${referenceKey(subject)}\n${related ? referenceKey(related) : ''}\n${type}\n${reason}\n${action}\n${note}`;
    const now = this.clock.now();
    let newName: string | undefined;
    this.#write(event, key, now, () => (newName ??= this.names.next(subject.metadata.name)));
  }

  /** Once more when a webhook has answered; what is refused is dropped. */
  #write(event: SeriesEvent, key: string, now: number, nameOf: () => string): void {
    const known = this.#series.get(key);
    try {
      if (known && now - known.lastMs < SERIES_END_MS && this.#continue(event.subject, known, now)) {
        this.#series.set(key, { ...known, count: known.count + 1, lastMs: now });
        return;
      }
      this.#series.set(key, { name: this.#create(event, now, nameOf()), count: 1, lastMs: now });
    } catch (error) {
      if (error instanceof Suspension) error.whenAnswered(() => this.#write(event, key, now, nameOf));
      else if (!(error instanceof StatusError)) throw error;
    }
  }

  /** False when the event is gone. */
  #continue({ metadata }: KubeObject, { name, count }: Series, now: number): boolean {
    const events = this.client.resource('events', 'events.k8s.io');
    const namespace = metadata.namespace || 'default';
    if (!events.find(name, namespace)) return false;
    const series = { count: count + 1, lastObservedTime: formatMicroTime(now) };
    events.patch(name, namespace, 'strategic', { series });
    return true;
  }

  #create({ subject, related, type, reason, action, note }: SeriesEvent, now: number, name: string): string {
    this.client.resource('events', 'events.k8s.io').create({
      metadata: { name, namespace: subject.metadata.namespace || 'default' },
      eventTime: formatMicroTime(now),
      reportingController: this.controller,
      reportingInstance: this.instance,
      action,
      reason,
      regarding: reference(subject),
      ...(related ? { related: reference(related) } : {}),
      note,
      type,
    });
    return name;
  }
}

function referenceKey({ apiVersion, kind, metadata }: KubeObject): string {
  const { namespace, name, uid, resourceVersion } = metadata;
  return `${apiVersion} ${kind} ${namespace} ${name} ${uid} ${resourceVersion}`;
}

function reference({ apiVersion, kind, metadata }: KubeObject): { readonly [member: string]: string | undefined } {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind, namespace, name, uid, apiVersion, resourceVersion };
}
