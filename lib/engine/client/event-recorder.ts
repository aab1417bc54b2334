/**
 * Writes Events the way client-go's recorder and correlator do: one for each distinct text, counted up when it comes again, folded into
 * "(combined from similar events)" when too many differ only in their message, and dropped when one source floods.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/record/{event.go,events_cache.go}
 */
import type { KubeObject } from '../apimachinery/object-meta';

/** What an event is about; enough of an object, or a reference. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
  /** A part of the object, e.g. `spec.containers{web}`. */
  readonly fieldPath?: string;
}

export type EventType = 'Normal' | 'Warning';

export interface EventRecorder {
  /** Records an event of the recorder's component about an object. Never throws. */
  event(subject: EventSubject | KubeObject, type: EventType, reason: string, message: string): void;
  /** A recorder for another component (and host) that shares nothing with this one but the cluster. */
  forComponent(component: string, host?: string): EventRecorder;
}
