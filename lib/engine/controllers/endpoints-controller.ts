/**
 * Lists where the pods of each Service are reached, in Endpoints of its name.
 *
 * Watches: Services, Pods, Endpoints. Writes: Endpoints, Events.
 * Upstream: pkg/controller/endpoint/endpoints_controller.go
 */
import type { Endpoints, EndpointSubset, Pod, Service } from '../apimachinery/api/core-v1';
import { keyOf, splitKey } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError, StatusError } from '../apimachinery/status-error';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Draft } from '../client/client';
import type { Informer } from '../client/informer';
import type { ControllerManagerOptions } from './controller-manager-options';
import { isOverCapacity, OVER_CAPACITY, TRUNCATED, truncated } from './endpoints/capacity';
import { desiredSubsets } from './endpoints/desired-subsets';
import { isNamespaceTerminating } from './pods/pod-control';
import { hasClusterIp } from './services/pod-endpoint';
import { ServicePods } from './services/service-pods';
import { TriggerTimes, withTriggerTime } from './services/trigger-times';

const HEADLESS = 'service.kubernetes.io/headless';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

export class EndpointsController extends ReconcilingController {
  readonly name = 'endpoints-controller';
  readonly #services: Informer<Service>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #servicePods: ServicePods;
  readonly #triggerTimes = new TriggerTimes();
  /** The version that was replaced last: who still sees it sees the past. */
  readonly #stale = new Map<string, string>();

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#services = context.informers.of<Service>('services');
    this.#endpoints = context.informers.of<Endpoints>('endpoints');
    this.#servicePods = new ServicePods(this.#services, context.informers.of<Pod>('pods'));
  }

  start(): void {
    this.#servicePods.follow(this.queue, this.options.endpointUpdatesBatchPeriodMs);
    this.#endpoints.addHandlers({ deleted: (endpoints) => this.queue.add(keyOf(endpoints)) });
    // Those whose Service went while nobody looked.
    this.context.clock.schedule(0, () => {
      for (const endpoints of this.#endpoints.list()) {
        if (endpoints.metadata.annotations?.[LEADER] === undefined) this.queue.add(keyOf(endpoints));
      }
    });
  }

  reconcile(key: string): void {
    const service = this.#services.get(key);
    if (!service) return this.#remove(key);
    if (service.spec?.type === 'ExternalName' || !service.spec?.selector) return;
    const pods = this.#servicePods.podsOf(service);
    const triggerTime = this.#triggerTimes.next(service, pods);
    const subsets = desiredSubsets(service, pods);
    const current = this.#endpoints.get(key);
    if (current && this.#stale.get(key) === current.metadata.resourceVersion) {
      throw new RetryError(`the copy of endpoints ${key} is out of date`);
    }
    if (current && isUpToDate(current, service, subsets)) return;
    this.#write(service, current, this.#desired(service, current, subsets, triggerTime));
  }

  #remove(key: string): void {
    const { namespace, name } = splitKey(key);
    try {
      this.context.client.resource('endpoints').delete(name, namespace);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
    this.#triggerTimes.forget(key);
    this.#stale.delete(key);
  }

  #desired(
    service: Service,
    current: Endpoints | undefined,
    subsets: readonly EndpointSubset[],
    triggerTime: string | undefined,
  ): Draft<Endpoints> {
    const { name, namespace } = service.metadata;
    const { [HEADLESS]: _headless, ...labels } = service.metadata.labels ?? {};
    const { [OVER_CAPACITY]: _over, ...annotations } = withTriggerTime(current?.metadata.annotations, triggerTime);
    const tooMany = isOverCapacity(subsets);
    return {
      metadata: {
        ...(current?.metadata ?? { name, namespace }),
        labels: hasClusterIp(service) ? labels : { ...labels, [HEADLESS]: '' },
        annotations: tooMany ? { ...annotations, [OVER_CAPACITY]: TRUNCATED } : annotations,
      },
      subsets: tooMany ? truncated(subsets) : subsets,
    };
  }

  #write(service: Service, current: Endpoints | undefined, desired: Draft<Endpoints>): void {
    const client = this.context.client.resource<Endpoints>('endpoints');
    try {
      if (!current) {
        client.create(desired);
        return;
      }
      const updated = client.update({ ...current, ...desired } as Endpoints);
      const { resourceVersion } = current.metadata;
      if (updated.metadata.resourceVersion !== resourceVersion) this.#stale.set(keyOf(service), resourceVersion);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (!current && isNamespaceTerminating(error)) return;
      this.#tellFailure(service, current, error);
      throw error;
    }
  }

  #tellFailure(service: Service, current: Endpoints | undefined, error: StatusError): void {
    const { name, namespace } = service.metadata;
    const subject = current ?? { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace } };
    const [reason, what] = current
      ? ['FailedToUpdateEndpoint', 'Failed to update endpoint']
      : ['FailedToCreateEndpoint', 'Failed to create endpoint for service'];
    this.context.events.event(subject, 'Warning', reason, `${what} ${namespace}/${name}: ${error.message}`);
  }
}

function isUpToDate(current: Endpoints, service: Service, subsets: readonly EndpointSubset[]): boolean {
  const { [HEADLESS]: _headless, ...labels } = current.metadata.labels ?? {};
  const written = current.subsets ?? [];
  return (
    sameJson(written, subsets) &&
    sameJson(labels, service.metadata.labels ?? {}) &&
    !isOverCapacity(written) &&
    current.metadata.annotations?.[OVER_CAPACITY] === undefined
  );
}
