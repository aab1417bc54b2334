/**
 * Gives Services of type LoadBalancer a load balancer of the cloud, where there is one: `--cloud-provider=model`. Without it they stay
 * pending, as in any cluster without a cloud.
 *
 * Watches: Services, Nodes. Writes: Services' finalizers and status, Events.
 * Upstream: staging/src/k8s.io/cloud-provider/controllers/service/controller.go
 */
import type { LoadBalancerStatus, Node, Service } from '../apimachinery/api/core-v1';
import { keyOf } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import type { ControllerManagerOptions } from './controller-manager-options';
import {
  hasFinalizer,
  LOAD_BALANCER_FINALIZER,
  loadBalancerChange,
  needsCleanup,
  wantsLoadBalancer,
} from './service-lb/load-balancer-changes';
import { addressesOf, ensureLoadBalancer } from './service-lb/model-cloud';

const MODEL_CLOUD = 'model';
const MIN_RETRY_DELAY_MS = 5_000;
const MAX_RETRY_DELAY_MS = 300_000;
const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers';
const HOSTS_QUEUE_KEY = 'nodes';

export class ServiceLbController extends ReconcilingController {
  readonly name = 'service-lb-controller';
  readonly #services: Informer<Service>;
  readonly #nodes: Informer<Node>;
  readonly #enabled: boolean;
  /** Names of the nodes that load balancers lead to. */
  #hosts: readonly string[] = [];

  constructor(context: ControllerContext, options: ControllerManagerOptions) {
    super(context);
    this.#enabled = options.cloudProvider === MODEL_CLOUD;
    this.#services = context.informers.of<Service>('services');
    this.#nodes = context.informers.of<Node>('nodes');
  }

  protected override get queueOptions(): WorkQueueOptions {
    return { baseDelayMs: MIN_RETRY_DELAY_MS, maxDelayMs: MAX_RETRY_DELAY_MS };
  }

  start(): void {
    if (!this.#enabled) return;
    const enqueue = (service: Service): void => this.queue.add(keyOf(service));
    this.#services.addHandlers({
      added: (service) => {
        if (wantsLoadBalancer(service) || needsCleanup(service)) enqueue(service);
      },
      updated: (before, after) => {
        const { needed, event } = loadBalancerChange(before, after);
        if (event) this.context.events.event(after, 'Normal', event.reason, event.message);
        if (needed || needsCleanup(after)) enqueue(after);
      },
    });
    const nodesChanged = (): void => this.queue.add(HOSTS_QUEUE_KEY);
    this.#nodes.addHandlers({
      added: nodesChanged,
      updated: (before, after) => {
        if (isHost(before) !== isHost(after)) nodesChanged();
      },
      deleted: nodesChanged,
    });
  }

  reconcile(key: string): void {
    if (key === HOSTS_QUEUE_KEY) return this.#updateHosts();
    const service = this.#services.get(key);
    if (!service) return;
    try {
      if (!wantsLoadBalancer(service) || needsCleanup(service)) this.#remove(service);
      else this.#ensure(service);
    } catch (error) {
      if (error instanceof RetryError) {
        this.#tell(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${error.message}`);
      }
      throw error;
    }
  }

  #ensure(service: Service): void {
    this.#tell(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    if (!hasFinalizer(service)) {
      this.#patchFinalizers(service, [...(service.metadata.finalizers ?? []), LOAD_BALANCER_FINALIZER]);
    }
    if (this.#hosts.length === 0) this.#tellUnavailable(service);
    const others = this.#services.list().filter(({ metadata }) => metadata.uid !== service.metadata.uid);
    const status = ensureLoadBalancer(service, others);
    this.#tell(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    this.#patchStatus(service, status);
  }

  #remove(service: Service): void {
    if (addressesOf(service).length > 0) {
      this.#tell(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    }
    if (service.metadata.deletionTimestamp === undefined) this.#patchStatus(service, {});
    if (hasFinalizer(service)) {
      const finalizers = service.metadata.finalizers!.filter((finalizer) => finalizer !== LOAD_BALANCER_FINALIZER);
      this.#patchFinalizers(service, finalizers);
    }
    this.#tell(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  }

  #patchFinalizers({ metadata }: Service, finalizers: readonly string[]): void {
    const body = { metadata: { uid: metadata.uid, finalizers: finalizers.length > 0 ? finalizers : null } };
    this.context.client.resource<Service>('services').patch(metadata.name, metadata.namespace ?? '', 'merge', body);
  }

  #patchStatus({ metadata, status }: Service, loadBalancer: LoadBalancerStatus): void {
    if (sameJson(status?.loadBalancer ?? {}, loadBalancer)) return;
    const body = { status: { loadBalancer: loadBalancer.ingress ? loadBalancer : { ingress: null } } };
    try {
      const services = this.context.client.resource<Service>('services');
      services.patch(metadata.name, metadata.namespace ?? '', 'merge', body, { subresource: 'status' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  /** Load balancers lead to other nodes now. */
  #updateHosts(): void {
    const nodes = this.#nodes.list().filter(isHost);
    const hosts = nodes.map(({ metadata }) => metadata.name);
    if (sameJson(hosts, this.#hosts)) return;
    this.#hosts = hosts;
    for (const service of this.#services.list()) {
      if (!wantsLoadBalancer(service) || addressesOf(service).length === 0) continue;
      if (hosts.length === 0) this.#tellUnavailable(service);
      else this.#tell(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
    }
  }

  #tellUnavailable(service: Service): void {
    this.#tell(service, 'Warning', 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer');
  }

  #tell(service: Service, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(service, type, reason, message);
  }
}

/** Whether load balancers lead to the node. */
function isHost({ metadata, spec, status }: Node): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const leaving = spec?.taints?.some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler') ?? false;
  return ready && !leaving && metadata.labels?.[EXCLUDED] === undefined && metadata.deletionTimestamp === undefined;
}
