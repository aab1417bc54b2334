/**
 * Following a collection: what is there, then each change, seen through the selectors.
 *
 * An object that starts to match is ADDED, one that stops is DELETED, whatever happened to it in the store.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/cacher/{cacher,cache_watcher}.go, pkg/endpoints/handlers/watch.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { expired, invalid, type Status } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { StoreChange } from '../../store/store-table';
import { tableOf, withMetadata, type ApiServerCore } from '../core';
import type { ResourceTarget, WatchOptions } from '../request';
import { parseRevision } from './read';
import { selectionOf, type Selection } from './selection';

/** Events in the storage version; ERROR carries a Status. */
export type StorageWatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }
  | { readonly type: 'ERROR'; readonly status: Status };

export interface WatchSink {
  event(event: StorageWatchEvent): void;
  /** Nothing more will come. */
  end(): void;
}

export interface WatchHandle {
  stop(): void;
  /** The newest revision that this watch has seen, sent or not; what a bookmark tells. */
  readonly seenRevision: number;
}

/**
 * Starts a watch. What is already there, or has happened since the given resourceVersion, reaches the sink before this returns.
 * @throws StatusError for bad options
 */
export function watchObjects(
  core: ApiServerCore,
  target: ResourceTarget,
  options: WatchOptions,
  sink: WatchSink,
): WatchHandle {
  if (options.sendInitialEvents !== undefined) {
    const detail = 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      FieldError.forbidden('sendInitialEvents', detail),
    ]);
  }
  const from = parseRevision(options.resourceVersion ?? '');
  const selection = selectionOf(target, options);
  const prefix = target.definition.namespaced && target.namespace !== '' ? `${target.namespace}/` : '';
  const table = tableOf(core, target.definition);
  const state = { seenRevision: Math.max(from, 0) };
  const pass = (change: StoreChange): void => {
    state.seenRevision = change.revision;
    if (prefix !== '' && !change.key.startsWith(prefix)) return;
    const event = seenThrough(selection, change);
    if (event) sink.event(event);
  };
  if (from === 0) {
    for (const object of table.list(prefix)) if (selection.matches(object)) sink.event({ type: 'ADDED', object });
    state.seenRevision = core.store.revision;
  } else {
    const missed = table.changesSince(from);
    if (missed === 'expired') {
      const status = expired(`too old resource version: ${from} (${table.compactedRevision})`).status;
      sink.event({ type: 'ERROR', status });
      sink.end();
      return { stop: () => undefined, seenRevision: from };
    }
    missed.forEach(pass);
  }
  const subscription = table.subscribe(pass, { onBroken: () => sink.end(), renewals: true });
  return {
    stop: () => subscription.cancel(),
    get seenRevision() {
      return state.seenRevision;
    },
  };
}

function seenThrough(selection: Selection, change: StoreChange): StorageWatchEvent | undefined {
  const { type, object, previous } = change;
  const before = previous !== undefined && selection.matches(previous);
  if (type === 'DELETED') return before ? { type, object } : undefined;
  const now = selection.matches(object);
  if (now) return { type: before ? 'MODIFIED' : 'ADDED', object };
  if (!before || !previous) return undefined;
  return { type: 'DELETED', object: withMetadata(previous, { resourceVersion: object.metadata.resourceVersion }) };
}
