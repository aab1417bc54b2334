/**
 * Does something many times, carefully: once, then twice, four times, ... and stops after the batch in which something failed, so that
 * what cannot work is not tried a thousand times.
 *
 * Upstream: pkg/controller/replicaset/replica_set.go (slowStartBatch)
 *
 * @returns how often it worked, and the first failure
 */
export function slowStart(
  count: number,
  action: (index: number) => void,
): { readonly done: number; readonly failure?: unknown } {
  let done = 0;
  let tried = 0;
  for (let batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - done)) {
    const failures: unknown[] = [];
    for (let index = 0; index < batch; index++) {
      try {
        action(tried++);
        done++;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) return { done, failure: failures[0] };
  }
  return { done };
}
