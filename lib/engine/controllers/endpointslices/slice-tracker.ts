/**
 * The generations of slices that a controller has written: its copy of the world must not be older when it looks again.
 *
 * Upstream: staging/src/k8s.io/endpointslice/util/endpointslice_tracker.go
 */
import type { EndpointSlice } from '../../apimachinery/api/discovery-v1';
import { serviceKeyOf } from './planned-slice';

const DELETION_EXPECTED = -1;

export class SliceTracker {
  /** By Service, then by uid. */
  readonly #generations = new Map<string, Map<string, number>>();

  has(slice: EndpointSlice): boolean {
    return this.#of(slice)?.has(slice.metadata.uid) ?? false;
  }

  /** Whether somebody else has written the slice. */
  isNews(slice: EndpointSlice): boolean {
    const known = this.#of(slice)?.get(slice.metadata.uid);
    return known === undefined || (slice.metadata.generation ?? 0) > known;
  }

  /** Whether the slices at hand are older than what was written. @param key of the Service */
  isStale(key: string, slices: readonly EndpointSlice[]): boolean {
    const known = this.#generations.get(key);
    if (!known) return false;
    const provided = new Set(slices.map(({ metadata }) => metadata.uid));
    const older = slices.some(({ metadata: { uid, generation = 0 } }) => {
      const written = known.get(uid);
      return written !== undefined && (written === DELETION_EXPECTED || written > generation);
    });
    return older || [...known].some(([uid, written]) => written !== DELETION_EXPECTED && !provided.has(uid));
  }

  written(slice: EndpointSlice): void {
    this.#set(slice, slice.metadata.generation ?? 0);
  }

  expectDeletion(slice: EndpointSlice): void {
    this.#set(slice, DELETION_EXPECTED);
  }

  /** A slice is gone. False when that was not expected. */
  deleted(slice: EndpointSlice): boolean {
    const known = this.#of(slice);
    const written = known?.get(slice.metadata.uid);
    known?.delete(slice.metadata.uid);
    return written === undefined || written === DELETION_EXPECTED;
  }

  /** @param key of the Service */
  forget(key: string): void {
    this.#generations.delete(key);
  }

  #of(slice: EndpointSlice): Map<string, number> | undefined {
    return this.#generations.get(serviceKeyOf(slice) ?? '');
  }

  #set(slice: EndpointSlice, generation: number): void {
    const key = serviceKeyOf(slice) ?? '';
    let known = this.#generations.get(key);
    if (!known) this.#generations.set(key, (known = new Map<string, number>()));
    known.set(slice.metadata.uid, generation);
  }
}
