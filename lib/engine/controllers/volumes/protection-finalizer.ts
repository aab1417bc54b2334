/**
 * A finalizer that keeps an object from going while it is used.
 *
 * Upstream: pkg/controller/volume/protectionutil/utils.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';

/** It is to be deleted, and only the finalizer (and others like it) hold it back. */
export function isDeletionCandidate({ metadata }: KubeObject<object>, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
}

export function needsFinalizer({ metadata }: KubeObject<object>, finalizer: string): boolean {
  return metadata.deletionTimestamp === undefined && !(metadata.finalizers ?? []).includes(finalizer);
}

export function withFinalizer<T extends KubeObject<object>>(object: T, finalizer: string): T {
  return withFinalizers(object, [...(object.metadata.finalizers ?? []), finalizer]);
}

export function withoutFinalizer<T extends KubeObject<object>>(object: T, finalizer: string): T {
  return withFinalizers(
    object,
    (object.metadata.finalizers ?? []).filter((one) => one !== finalizer),
  );
}

function withFinalizers<T extends KubeObject<object>>(object: T, finalizers: readonly string[]): T {
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
