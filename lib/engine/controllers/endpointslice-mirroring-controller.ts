/**
 * Mirrors the Endpoints of Services without a selector, which people write by hand, to EndpointSlices.
 *
 * Watches: Endpoints, Services, EndpointSlices. Writes: EndpointSlices, Events.
 * Upstream: pkg/controller/endpointslicemirroring/{endpointslicemirroring_controller,reconciler}.go
 */
import type { Endpoints, Service } from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import { keyOf } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import type { ControllerManagerOptions } from './controller-manager-options';
import { MIRRORING_CONTROLLER, mirroredSlices, type MirroredSlices } from './endpointslice-mirroring/mirrored-slices';
import { serviceKeyOf, ServiceSlices } from './endpointslices/planned-slice';
import { SliceTracker } from './endpointslices/slice-tracker';
import { recycled, SliceWriter } from './endpointslices/slice-writer';

const BASE_DELAY_MS = 1_000;
const MAX_DELAY_MS = 100_000;
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

export class EndpointSliceMirroringController extends ReconcilingController {
  readonly name = 'endpointslice-mirroring-controller';
  readonly #endpoints: Informer<Endpoints>;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #mirrored: ServiceSlices;
  readonly #tracker = new SliceTracker();
  readonly #writer: SliceWriter;

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#endpoints = context.informers.of<Endpoints>('endpoints');
    this.#services = context.informers.of<Service>('services');
    this.#slices = context.informers.of<EndpointSlice>('discovery.k8s.io/endpointslices');
    this.#mirrored = new ServiceSlices(this.#slices, MIRRORING_CONTROLLER);
    this.#writer = new SliceWriter(context.client, this.#tracker);
  }

  protected override get queueOptions(): WorkQueueOptions {
    return { baseDelayMs: BASE_DELAY_MS, maxDelayMs: MAX_DELAY_MS };
  }

  start(): void {
    const enqueue = (object: Endpoints | Service): void => this.queue.add(keyOf(object));
    this.#endpoints.addHandlers({
      added: (endpoints) => [endpoints].filter(isMirrored).forEach(enqueue),
      updated: (before, after) => {
        if (isMirrored(before) || isMirrored(after)) enqueue(after);
      },
      deleted: (endpoints) => [endpoints].filter(isMirrored).forEach(enqueue),
    });
    this.#services.addHandlers({
      added: (service) => [service].filter(hasNoSelector).forEach(enqueue),
      updated: (before, after) => {
        if (hasNoSelector(before) !== hasNoSelector(after)) enqueue(after);
      },
      deleted: (service) => [service].filter(hasNoSelector).forEach(enqueue),
    });
    this.#followSlices();
  }

  #followSlices(): void {
    const mirrored = this.#mirrored;
    const enqueue = (slice: EndpointSlice): void => {
      const key = serviceKeyOf(slice);
      if (key !== undefined) this.queue.addAfter(key, this.options.mirroringEndpointSliceUpdatesBatchPeriodMs);
    };
    this.#slices.addHandlers({
      added: (slice) => {
        if (mirrored.isManaged(slice) && this.#tracker.isNews(slice)) enqueue(slice);
      },
      updated: (before, after) => {
        if (serviceKeyOf(before) !== serviceKeyOf(after)) [before, after].forEach(enqueue);
        else if (mirrored.isManaged(before) !== mirrored.isManaged(after)) enqueue(after);
        else if (mirrored.isManaged(after) && this.#tracker.isNews(after)) enqueue(after);
      },
      deleted: (slice) => {
        if (mirrored.isManaged(slice) && this.#tracker.has(slice) && !this.#tracker.deleted(slice)) enqueue(slice);
      },
    });
  }

  reconcile(key: string): void {
    const endpoints = this.#endpoints.get(key);
    const service = this.#services.get(key);
    if (!endpoints || !isMirrored(endpoints) || !service || !hasNoSelector(service)) return this.#cleanUp(key);
    const existing = this.#mirrored.of(key);
    if (this.#tracker.isStale(key, existing)) throw new RetryError('EndpointSlice informer cache is out of date');
    const slices = mirroredSlices(endpoints, existing, this.options.mirroringEndpointSliceMaxEndpointsPerSubset);
    this.#tellSkipped(endpoints, slices);
    this.#writer.write(
      endpoints,
      recycled(slices.plan, (old, slice) => old.addressType === slice.addressType),
    );
  }

  /** There is nothing to mirror, or no longer. */
  #cleanUp(key: string): void {
    this.#tracker.forget(key);
    const client = this.context.client.resource('endpointslices', 'discovery.k8s.io');
    for (const { metadata } of this.#mirrored.of(key)) {
      try {
        client.delete(metadata.name, metadata.namespace);
      } catch (error) {
        if (!isStatusError(error, 'NotFound')) throw error;
      }
    }
  }

  #tellSkipped(endpoints: Endpoints, { invalid, skipped }: MirroredSlices): void {
    const tell = (reason: string, message: string): void =>
      this.context.events.event(endpoints, 'Warning', reason, message);
    if (invalid > 0) {
      tell('InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`);
    }
    if (skipped > invalid) {
      const most = `A max of ${this.options.mirroringEndpointSliceMaxEndpointsPerSubset} addresses`;
      const what = `${most} can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`;
      tell('TooManyAddressesToMirror', what);
    }
  }
}

/** Unless it asks not to be, or is what leaders were elected with. */
function isMirrored({ metadata }: Endpoints): boolean {
  return metadata.labels?.[SKIP_MIRROR] !== 'true' && metadata.annotations?.[LEADER] === undefined;
}

function hasNoSelector({ spec }: Service): boolean {
  return !spec?.selector;
}
