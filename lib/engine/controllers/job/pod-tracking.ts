/**
 * The finalizer that keeps a Job's pods until they are counted.
 *
 * Upstream: pkg/controller/job/tracking_utils.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { isStatusError } from '../../apimachinery/status-error';
import type { ResourceClient } from '../../client/client';
import type { Informer } from '../../client/informer';

export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) ?? false;
}

/** Takes the finalizer away. A pod that is gone is as good. @throws StatusError */
export function untrack(pods: ResourceClient<Pod>, pod: Pod): void {
  if (!isTracked(pod)) return;
  const metadata = { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] };
  try {
    pods.patch(pod.metadata.name, pod.metadata.namespace!, 'strategic', { metadata });
  } catch (error) {
    if (!isStatusError(error, 'NotFound')) throw error;
  }
}

/** Pods whose finalizer was taken away and that are still seen with it: they are counted already. */
export class UntrackedPods {
  /** Uids. */
  readonly #expected = new Set<string>();

  follow(pods: Informer<Pod>): void {
    const seen = ({ metadata }: Pod): void => void this.#expected.delete(metadata.uid);
    pods.addHandlers({
      updated: (_before, after) => {
        if (!isTracked(after)) seen(after);
      },
      deleted: seen,
    });
  }

  expect({ metadata }: Pod): void {
    this.#expected.add(metadata.uid);
  }

  /** It will not come: taking the finalizer away failed. */
  giveUp({ metadata }: Pod): void {
    this.#expected.delete(metadata.uid);
  }

  has({ metadata }: Pod): boolean {
    return this.#expected.has(metadata.uid);
  }
}
