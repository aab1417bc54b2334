/**
 * Annotations and names by which the binder, the scheduler and provisioners talk to each other about volumes.
 *
 * Upstream: staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go
 */

/** On a claim: it was bound once, and only the volume's loss can change that. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** On both sides: the other side was chosen for it, not by whoever wrote it. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** On a claim: its first pod will run there, so the volume is made for that node. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** On a claim: who is to make its volume. */
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
export const BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
/** On a claim: who is to enlarge its volume. */
export const STORAGE_RESIZER = 'volume.kubernetes.io/storage-resizer';
/** On a volume: who made it, and therefore deletes it. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** On both: the CSI driver that has taken over from the plugin that they name. */
export const MIGRATED_TO = 'pv.kubernetes.io/migrated-to';
/** On a volume: its size before it was enlarged, until the node has enlarged the file system. */
export const PRE_RESIZE_CAPACITY = 'volume.alpha.kubernetes.io/pre-resize-capacity';
/** The older way to name a class. */
export const BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** A class with this provisioner is for volumes that somebody makes by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

export function annotationOf({ metadata }: Annotated, key: string): string | undefined {
  return metadata.annotations?.[key];
}

/** Whether the annotation is there, with whatever value. */
export function isAnnotated(object: Annotated, key: string): boolean {
  return annotationOf(object, key) !== undefined;
}
