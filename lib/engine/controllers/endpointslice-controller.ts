/**
 * Lists where the pods of each Service are reached, in EndpointSlices of limited size.
 *
 * Watches: Services, Pods, Nodes, EndpointSlices. Writes: EndpointSlices, Events.
 * Upstream: pkg/controller/endpointslice/endpointslice_controller.go, staging/src/k8s.io/endpointslice/reconciler.go
 */
import type { Node, Pod, Service } from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import { keyOf } from '../apimachinery/object-meta';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import type { ControllerManagerOptions } from './controller-manager-options';
import { desiredSlices } from './endpointslices/desired-slices';
import { ServiceSlices, serviceKeyOf, type AddressType, type SlicePlan } from './endpointslices/planned-slice';
import { addressTypesOf, CONTROLLER, isOwnedBy } from './endpointslices/service-slice';
import { SliceTracker } from './endpointslices/slice-tracker';
import { recycled, SliceWriter } from './endpointslices/slice-writer';
import { TopologyCache } from './endpointslices/topology-cache';
import { addHints, disabledEvent, withoutHints, type HintedSlices } from './endpointslices/topology-hints';
import { ServicePods } from './services/service-pods';
import { TriggerTimes, withTriggerTime } from './services/trigger-times';

/** After a failure; it takes long so that the API server is not flooded. */
const BASE_DELAY_MS = 1_000;
/** Changes of slices by others are looked at together. */
const SLICE_CHANGE_DELAY_MS = 1_000;
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_AWARE_HINTS = 'service.kubernetes.io/topology-aware-hints';
const ZONE = 'topology.kubernetes.io/zone';

export class EndpointSliceController extends ReconcilingController {
  readonly name = 'endpointslice-controller';
  readonly #services: Informer<Service>;
  readonly #nodes: Informer<Node>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #servicePods: ServicePods;
  readonly #serviceSlices: ServiceSlices;
  readonly #triggerTimes = new TriggerTimes();
  readonly #tracker = new SliceTracker();
  readonly #writer: SliceWriter;
  readonly #topology: TopologyCache;

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#services = context.informers.of<Service>('services');
    this.#nodes = context.informers.of<Node>('nodes');
    this.#slices = context.informers.of<EndpointSlice>('discovery.k8s.io/endpointslices');
    this.#servicePods = new ServicePods(this.#services, context.informers.of<Pod>('pods'));
    this.#serviceSlices = new ServiceSlices(this.#slices, CONTROLLER);
    this.#writer = new SliceWriter(context.client, this.#tracker);
    this.#topology = new TopologyCache(() => this.#nodes.list());
  }

  protected override get queueOptions(): WorkQueueOptions {
    return { baseDelayMs: BASE_DELAY_MS };
  }

  start(): void {
    this.#servicePods.follow(this.queue, this.options.endpointSliceUpdatesBatchPeriodMs);
    this.#followSlices();
    this.#followNodes();
  }

  #followSlices(): void {
    const slices = this.#serviceSlices;
    const enqueue = (slice: EndpointSlice): void => {
      const key = serviceKeyOf(slice);
      if (key === undefined) return;
      this.queue.addAfter(key, Math.max(SLICE_CHANGE_DELAY_MS, this.options.endpointSliceUpdatesBatchPeriodMs));
    };
    this.#slices.addHandlers({
      added: (slice) => {
        if (slices.isManaged(slice) && this.#tracker.isNews(slice)) enqueue(slice);
      },
      updated: (before, after) => {
        if (serviceKeyOf(before) !== serviceKeyOf(after)) [after, before].forEach(enqueue);
        else if (slices.isManaged(before) !== slices.isManaged(after)) enqueue(after);
        else if (slices.isManaged(after) && this.#tracker.isNews(after)) enqueue(after);
      },
      deleted: (slice) => {
        if (slices.isManaged(slice) && this.#tracker.has(slice) && !this.#tracker.deleted(slice)) enqueue(slice);
      },
    });
  }

  #followNodes(): void {
    const changed = (): void => {
      this.#topology.nodesChanged();
      for (const key of this.#topology.overloadedServices()) this.queue.add(key);
    };
    this.#nodes.addHandlers({
      added: changed,
      updated: (before, after) => {
        const moved = before.metadata.labels?.[ZONE] !== after.metadata.labels?.[ZONE];
        if (moved || isNodeReady(before) !== isNodeReady(after)) changed();
      },
      deleted: changed,
    });
  }

  reconcile(key: string): void {
    const service = this.#services.get(key);
    if (!service) {
      this.#triggerTimes.forget(key);
      this.#tracker.forget(key);
      return;
    }
    if (service.spec?.type === 'ExternalName' || !service.spec?.selector) return;
    const pods = this.#servicePods.podsOf(service);
    const slices = this.#serviceSlices.of(key).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (this.#tracker.isStale(key, slices)) throw new RetryError('EndpointSlice informer cache is out of date');
    const triggerTime = this.#triggerTimes.next(service, pods);
    try {
      this.#reconcileSlices(service, pods, slices, triggerTime);
    } catch (error) {
      if (error instanceof RetryError) this.#tellFailure(service, error);
      throw error;
    }
  }

  #reconcileSlices(
    service: Service,
    pods: readonly Pod[],
    slices: readonly EndpointSlice[],
    triggerTime: string | undefined,
  ): void {
    const problems: string[] = [];
    const types = addressTypesOf(service);
    for (const type of types) {
      const existing = slices.filter(({ addressType }) => addressType === type);
      const max = this.options.maxEndpointsPerSlice;
      const desired = desiredSlices(service, type, pods, this.#nodes, existing, max);
      problems.push(...desired.problems);
      const { create, update, events } = this.#hinted(service, type, desired.plan, existing);
      const stamped = [create, update].map((list) =>
        list.map((slice) => ({
          ...slice,
          metadata: { ...slice.metadata, annotations: withTriggerTime(slice.metadata.annotations, triggerTime) },
        })),
      );
      const plan = { create: stamped[0]!, update: stamped[1]!, delete: desired.plan.delete };
      this.#writer.write(
        service,
        recycled(plan, (old, slice) => old.addressType === slice.addressType && isOwnedBy(old, service)),
      );
      for (const { type: eventType, reason, message } of events) {
        this.context.events.event(service, eventType, reason, message);
      }
    }
    for (const slice of slices.filter(({ addressType }) => !types.includes(addressType as AddressType))) {
      this.#topology.removeHints(keyOf(service), slice.addressType as AddressType);
      this.#writer.delete(service, slice);
    }
    if (problems.length === 1) throw new RetryError(problems[0]);
    if (problems.length > 1) throw new RetryError(`[${problems.join(', ')}]`);
  }

  #hinted(
    service: Service,
    addressType: AddressType,
    { create, update, delete: gone }: SlicePlan,
    existing: readonly EndpointSlice[],
  ): HintedSlices {
    const written = new Set([...update, ...gone].map(({ metadata }) => metadata.name));
    const unchanged = existing.filter(({ metadata }) => !written.has(metadata.name));
    const info = { service: keyOf(service), addressType, create, update, unchanged };
    if (hintsEnabled(service)) return addHints(this.#topology, info);
    const had = this.#topology.hasHints(info.service);
    this.#topology.removeHints(info.service, addressType);
    const events = had ? [disabledEvent('Topology Aware Hints has been disabled', addressType)] : [];
    return { ...withoutHints(info), events };
  }

  #tellFailure(service: Service, error: RetryError): void {
    const { name, namespace } = service.metadata;
    const message = `Error updating Endpoint Slices for Service ${namespace}/${name}: ${error.message}`;
    this.context.events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', message);
  }
}

function isNodeReady({ status }: Node): boolean {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
}

/** The older of the two annotations has precedence. */
function hintsEnabled({ metadata }: Service): boolean {
  const mode = metadata.annotations?.[TOPOLOGY_AWARE_HINTS] ?? metadata.annotations?.[TOPOLOGY_MODE];
  return mode === 'Auto' || mode === 'auto';
}
