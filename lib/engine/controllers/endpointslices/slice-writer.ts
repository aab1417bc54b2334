/**
 * Does what a plan of slices says. A slice that would go becomes one that would be made, where that can be.
 *
 * Upstream: staging/src/k8s.io/endpointslice/reconciler.go (finalize), pkg/controller/endpointslicemirroring/reconciler.go (finalize)
 */
import type { EndpointSlice } from '../../apimachinery/api/discovery-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { StatusError } from '../../apimachinery/status-error';
import type { Client, ResourceClient } from '../../client/client';
import { RetryError } from '../../client/controller';
import { isNamespaceTerminating } from '../pods/pod-control';
import type { PlannedSlice, SlicePlan } from './planned-slice';
import type { SliceTracker } from './slice-tracker';

export class SliceWriter {
  readonly #client: ResourceClient<EndpointSlice>;

  constructor(
    client: Client,
    private readonly tracker: SliceTracker,
  ) {
    this.#client = client.resource<EndpointSlice>('endpointslices', 'discovery.k8s.io');
  }

  /** @param owner in its deletion nothing is created any more @throws RetryError with upstream's words where the API server refuses */
  write(owner: KubeObject, plan: SlicePlan): void {
    if (owner.metadata.deletionTimestamp === undefined) {
      for (const slice of plan.create) if (!this.#create(owner, slice)) return;
    }
    for (const slice of plan.update) {
      this.#attempt(`failed to update ${slice.metadata.name} EndpointSlice for ${nameOf(owner)}`, () =>
        this.tracker.written(this.#client.update(slice as EndpointSlice)),
      );
    }
    for (const slice of plan.delete) this.delete(owner, slice);
  }

  delete(owner: KubeObject, slice: EndpointSlice): void {
    const { name, namespace } = slice.metadata;
    this.#attempt(`failed to delete ${name} EndpointSlice for ${nameOf(owner)}`, () =>
      this.#client.delete(name, namespace),
    );
    this.tracker.expectDeletion(slice);
  }

  /** False where the namespace is going. */
  #create(owner: KubeObject, slice: PlannedSlice): boolean {
    try {
      this.tracker.written(this.#client.create(slice));
      return true;
    } catch (error) {
      if (isNamespaceTerminating(error)) return false;
      if (!(error instanceof StatusError)) throw error;
      throw new RetryError(`failed to create EndpointSlice for ${nameOf(owner)}: ${error.message}`);
    }
  }

  #attempt(what: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw new RetryError(`${what}: ${error.message}`);
    }
  }
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

/** Turns a deletion and a creation into one update as often as `mayReplace` says that the one can become the other. */
export function recycled(plan: SlicePlan, mayReplace: (old: EndpointSlice, slice: PlannedSlice) => boolean): SlicePlan {
  const create = [...plan.create];
  const update = [...plan.update];
  const gone = plan.delete.filter((old) => {
    const slice = create.at(-1);
    if (!slice || !mayReplace(old, slice)) return true;
    create.pop();
    const { name, namespace } = old.metadata;
    update.push({ ...slice, metadata: { ...slice.metadata, name, namespace } });
    return false;
  });
  return { create, update, delete: gone };
}
