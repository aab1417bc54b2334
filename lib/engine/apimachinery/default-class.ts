/**
 * Which class counts as the default: one that is marked so, the newest of several.
 *
 * Upstream: pkg/volume/util/storageclass.go (GetDefaultClass), plugin/pkg/admission/network/defaultingressclass/admission.go
 */
import type { KubeObject } from './object-meta';

const STORAGE_DEFAULT = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Those that one of the annotations marks, the newest first, of equals by name. */
export function markedAsDefault<T extends KubeObject<object>>(
  classes: readonly T[],
  annotations: readonly string[],
): readonly T[] {
  const marked = classes.filter(({ metadata }) => annotations.some((name) => metadata.annotations?.[name] === 'true'));
  return marked.sort((a, b) => {
    const [left, right] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
    return left > right ? -1 : left < right ? 1 : a.metadata.name < b.metadata.name ? -1 : 1;
  });
}

export function defaultStorageClass<T extends KubeObject<object>>(classes: readonly T[]): T | undefined {
  return markedAsDefault(classes, STORAGE_DEFAULT)[0];
}
