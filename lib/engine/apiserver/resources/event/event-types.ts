/**
 * An Event as it is stored, and as events.k8s.io names its members.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go, staging/src/k8s.io/api/events/v1/types.go
 */
import type { KubeObject } from '../../../apimachinery/object-meta';

export type ObjectReference = {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
};

export type EventSource = { readonly component?: string; readonly host?: string };

export type EventSeries = { readonly count?: number; readonly lastObservedTime?: string | null };

/** What both versions call the same. */
type SharedFields = {
  readonly reason?: string;
  readonly type?: string;
  readonly eventTime?: string | null;
  readonly series?: EventSeries;
  readonly action?: string;
  readonly related?: ObjectReference;
  readonly reportingInstance?: string;
};

export type Event = KubeObject<
  SharedFields & {
    readonly involvedObject?: ObjectReference;
    readonly message?: string;
    readonly source?: EventSource;
    readonly firstTimestamp?: string | null;
    readonly lastTimestamp?: string | null;
    readonly count?: number;
    readonly reportingComponent?: string;
  }
>;

/** The same in events.k8s.io. */
export type EventsEvent = KubeObject<
  SharedFields & {
    readonly regarding?: ObjectReference;
    readonly note?: string;
    readonly deprecatedSource?: EventSource;
    readonly deprecatedFirstTimestamp?: string | null;
    readonly deprecatedLastTimestamp?: string | null;
    readonly deprecatedCount?: number;
    readonly reportingController?: string;
  }
>;
