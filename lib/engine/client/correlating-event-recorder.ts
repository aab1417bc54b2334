/**
 * The recorder of core/v1 Events that controllers and kubelets use.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/record/event.go (makeEvent, recordEvent)
 * Differs: an event is written at the instant it is recorded; a refused one is dropped, since a retry would be refused again.
 */
import type { KubeObject } from '../apimachinery/object-meta';
import { StatusError } from '../apimachinery/status-error';
import { formatTime } from '../apimachinery/time';
import type { Clock } from '../clock/clock';
import { Suspension } from '../clock/suspension';
import type { Client } from './client';
import { EventCorrelator, type Correlation } from './event-correlator';
import type { EventRecorder, EventSubject, EventType } from './event-recorder';

/** Gives events of one cluster their names: the moment in nanoseconds, never the same twice. */
export class EventNames {
  #last = 0n;

  constructor(private readonly clock: Clock) {}

  next(subject: string): string {
    const now = BigInt(this.clock.now()) * 1_000_000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return `${subject}.${this.#last.toString(16)}`;
  }
}

interface Recorded {
  readonly subject: EventSubject | KubeObject;
  readonly fieldPath: string;
  readonly type: EventType;
  readonly reason: string;
}

export class CorrelatingEventRecorder implements EventRecorder {
  readonly #correlator: EventCorrelator;
  /** The same in all of its events. */
  readonly #source: { readonly component: string; readonly host?: string };

  /** @param component such as `replicaset-controller`; @param host the node, for kubelets */
  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly names: EventNames,
    private readonly component: string,
    private readonly host = '',
  ) {
    this.#correlator = new EventCorrelator(clock);
    this.#source = Object.freeze({ component, ...(host === '' ? {} : { host }) });
  }

  forComponent(component: string, host = ''): EventRecorder {
    return new CorrelatingEventRecorder(this.client, this.clock, this.names, component, host);
  }

  event(subject: EventSubject | KubeObject, type: EventType, reason: string, message: string): void {
    const { metadata, kind, apiVersion } = subject;
    const fieldPath = typeof subject['fieldPath'] === 'string' ? subject['fieldPath'] : '';
    const { name, namespace = '', uid = '' } = metadata;
    const identity = { kind, namespace, name, fieldPath, uid, apiVersion, type, reason, message };
    const correlation = this.#correlator.correlate(identity);
    if (!correlation) return;
    const now = formatTime(this.clock.now());
    let newName: string | undefined;
    this.#write(namespace || 'default', correlation, now, () => {
      newName ??= this.names.next(name);
      this.#create({ subject, fieldPath, type, reason }, newName, now, correlation);
    });
  }

  /** Once more when a webhook has answered; what is refused is dropped. */
  #write(namespace: string, correlation: Correlation, now: string, create: () => void): void {
    try {
      if (!this.#countUp(namespace, correlation, now)) create();
    } catch (error) {
      if (error instanceof Suspension) error.whenAnswered(() => this.#write(namespace, correlation, now, create));
      else if (!(error instanceof StatusError)) throw error;
    }
  }

  /** False when the event is new, or gone meanwhile. */
  #countUp(namespace: string, { message, name, count }: Correlation, lastTimestamp: string): boolean {
    const events = this.client.resource('events');
    if (name === '' || !events.find(name, namespace)) return false;
    events.patch(name, namespace, 'strategic', { count, lastTimestamp, message });
    return true;
  }

  #create(
    { subject, fieldPath, type, reason }: Recorded,
    name: string,
    now: string,
    { key, message, count }: Correlation,
  ): void {
    const { metadata, kind, apiVersion } = subject;
    const { component, host } = this;
    this.client.resource('events').create({
      metadata: { name, namespace: metadata.namespace || 'default' },
      involvedObject: {
        kind,
        namespace: metadata.namespace,
        name: metadata.name,
        uid: metadata.uid,
        apiVersion,
        resourceVersion: metadata.resourceVersion,
        ...(fieldPath === '' ? {} : { fieldPath }),
      },
      reason,
      message,
      source: this.#source,
      firstTimestamp: now,
      lastTimestamp: now,
      count,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: host,
    });
    this.#correlator.written(key, { name, count });
  }
}
