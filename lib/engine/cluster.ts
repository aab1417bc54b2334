/**
 * A whole cluster in one object: the one place where its parts are put together.
 *
 * Everything happens on a virtual clock; nothing here waits. A test jumps through time, the server maps it onto wall time.
 */
import type { DraftObject } from './apimachinery/object-meta';
import { formatTime, parseDuration } from './apimachinery/time';
import type { WebhookCaller } from './apiserver/admission/webhooks/webhook-call';
import type { TokenAuthenticator } from './apiserver/authentication/token-authenticator';
import type { TokenSigner } from './apiserver/authentication/token-signer';
import type { Authorizer } from './apiserver/authorization/authorizer';
import { SeededCertificateSigner, type CertificateSigner } from './apiserver/certificates/certificate-signer';
import type { SignatureVerifier } from './apiserver/certificates/signature-verifier';
import type { HttpRequest, HttpResponse } from './apiserver/http/http-message';
import { ObjectLeases } from './apiserver/object-leases';
import { ApiServer } from './apiserver/api-server';
import { initialStore } from './apiserver/bootstrap/initial-store';
import { ApiClient } from './client/api-client';
import { applyManifests, ManifestsRefusedError, type AppliedManifest } from './client/apply-manifests';
import { credentialsOf } from './client/credentials';
import type { Client, ListSelection, ResourceClient } from './client/client';
import type { ObjectNamed } from './client/kinds';
import { CorrelatingEventRecorder, EventNames } from './client/correlating-event-recorder';
import type { Informer } from './client/informer';
import type { MetricSources } from './client/metric-sources';
import { InformerFactory } from './client/informer-factory';
import { WatchLag } from './client/watch-lag';
import { manifestsOf } from './client/read-manifests';
import { resourceNamed } from './client/resource-names';
import {
  DEFAULT_CONTROLLER_MANAGER_OPTIONS,
  type ControllerManagerOptions,
} from './controllers/controller-manager-options';
import { canonicalName } from './controllers/controller-selection';
import { Faults } from './faults/faults';
import { ImageCatalogue, type ImageTable } from './kubelet/images/image-behaviours';
import { TEST_IMAGES } from './kubelet/images/test-images';
import { INVARIANTS, type AnyInvariant } from './invariants';
import { InvariantChecker } from './invariants/invariant-checker';
import { Kubelets } from './kubelet/kubelets';
import { LEASE_RENEW_MS, nodeHeartbeats } from './kubelet/node/node-heartbeats';
import { nodeObject } from './kubelet/node-object';
import { MemoryUsage } from './autoscaling/metrics/memory-usage';
import { serveMetrics } from './autoscaling/metrics/metrics-server';
import type { UsageSource } from './autoscaling/metrics/usage-source';
import type { SchedulerConfiguration } from './scheduler/configuration/scheduler-configuration';
import type { SchedulingExplanation } from './scheduler/explanation/explanation';
import { ClusterNetwork } from './network/cluster-network';
import { requestOfPod } from './network/pod-requests';
import { standardStorageClass } from './storage/disk-driver';
import { VirtualClock, type Scheduling } from './clock/clock';
import { ControlPlane } from './control-plane';
import { Random } from './random/random';
import { HistoryHash } from './store/history-hash';
import type { Store } from './store/store';

/** What a cluster is made with. */
export interface ClusterOptions {
  /** Everything that is left to chance follows from it. @default 1 */
  readonly seed?: number | string;
  /** Virtual time at the start, in milliseconds since the epoch. @default 2024-01-01T00:00:00Z */
  readonly startMs?: number;
  /** Keeps a fingerprint of every change; costs a little for each write. @default false */
  readonly hashHistory?: boolean;
  /**
   * Held at every step: a broken one is thrown as InvariantViolation out of whatever moved the cluster on. `true` for all of the engine's,
   * or a list, to which you may add your own.
   * @default none
   */
  readonly invariants?: boolean | readonly AnyInvariant[];
  /** Nodes to begin with. @default 0 */
  readonly nodes?: number;
  /** What a KubeSchedulerConfiguration says. @default one profile with the default plugins */
  readonly scheduler?: SchedulerConfiguration;
  /** Name of a default StorageClass, whose volumes the simulated disk driver makes. @default there is none */
  readonly storageClass?: string;
  /** `all`: every Node has a simulated kubelet; `none`: somebody outside plays them. @default all */
  readonly kubelets?: KubeletMode;
  /** How images are pulled and behave, by name: see `ImageTable`. @default only what the names of images say, see `TEST_IMAGES` */
  readonly images?: ImageTable;
  /** What the controller manager's flags say. @default kube-controller-manager's defaults */
  readonly controllerManager?: Partial<ControllerManagerOptions>;
  /** How long an Event is kept after it was last written, in milliseconds; 0: for ever. @default an hour */
  readonly eventTtlMs?: number;
  /** Who may do what. @default members of system:masters everything, others what their roles say @internal */
  readonly authorizer?: Authorizer;
  /** Who asks admission webhooks. @default nobody: they cannot be reached */
  readonly webhooks?: WebhookCaller;
  /** Who knows bearer tokens besides those of service accounts. @default nobody @internal */
  readonly tokens?: readonly TokenAuthenticator[];
  /** Signs the tokens of service accounts. @default with a key that follows from the seed @internal */
  readonly tokenSigner?: TokenSigner;
  /** Who checks the signatures of requests for certificates. @default nobody @internal */
  readonly signatures?: SignatureVerifier;
  /** The key of the certificate authority. @default one that follows from the seed and that nobody can verify */
  readonly certificateSigner?: CertificateSigner;
  /** Metrics of pods and of anything else that autoscalers go by, besides cpu and memory. @default none */
  readonly metrics?: MetricSources;
  /**
   * Serves metrics.k8s.io, by which autoscalers and `kubectl top` learn what pods use, as the add-on metrics-server does.
   * @default where the cluster begins with nodes of its own, since whoever registers nodes brings add-ons too
   */
  readonly metricsServer?: boolean;
  /** Nothing is there yet but what the API server itself makes. @default false @internal */
  readonly unsettled?: boolean;
  /** What containers use where their pods have no annotation that says it. @default the memory that kubelets know of */
  readonly usage?: UsageSource;
}

/** Who plays the kubelets. */
export type KubeletMode = 'all' | 'none';

const DEFAULT_START_MS = Date.UTC(2024, 0, 1);
const DEFAULT_EVENT_TTL_MS = 3_600_000;
/** How long controllers take to make what everybody expects of a cluster: accounts, the root certificate, aggregated roles. */
const BOOT_MS = 1_000;
/** For so many nodes there are addresses in the usual range; beyond, a larger one is taken. */
const NODES_IN_DEFAULT_CIDR = 256;
const LARGE_CLUSTER_CIDR = '10.128.0.0/9';
const DEFAULT_NAMESPACE = 'default';
/** The field manager of what is written through the cluster itself. */
const USER_AGENT = 'boutique';

/** The store of a cluster in which all controllers have run for a while; made once for clusters that start at one time. */
let settled: { readonly startMs: number; readonly store: Store } | undefined;

/** Nobody comes to a cluster before its controllers have made what pods need. */
function storeOf({ controllerManager, unsettled = false }: ClusterOptions, startMs: number): Store {
  if (unsettled || controllerManager?.controllers?.isEverything === false) return initialStore(startMs);
  if (settled?.startMs !== startMs) {
    const cluster = new Cluster({ startMs: startMs - BOOT_MS, seed: 'settled', kubelets: 'none', unsettled: true });
    cluster.advance(BOOT_MS);
    settled = { startMs, store: cluster.store };
  }
  return settled.store.fork();
}

/** A whole cluster: API server, controllers, scheduler, nodes. */
export class Cluster {
  /** Virtual time; `advance` and `runUntil` move it. */
  readonly clock: VirtualClock;
  /** @internal */
  readonly random: Random;
  /** @internal */
  readonly store: Store;
  /** @internal */
  readonly apiServer: ApiServer;
  /** @internal */
  readonly controllerManager: ControllerManagerOptions;
  /** Undefined where somebody outside plays them. @internal */
  readonly kubelets: Kubelets | undefined;
  readonly #hash = new HistoryHash();
  readonly #client: Client;
  readonly #eventNames: EventNames;
  readonly #watchLag = new WatchLag();
  /** Undefined where there is an API server alone. */
  readonly #controlPlane: ControlPlane | undefined;
  #ownInformers: InformerFactory | undefined;
  #network: ClusterNetwork | undefined;
  /** What can be broken, and is. */
  readonly faults: Faults;

  /** A cluster at the beginning of its time, with what every cluster has: namespaces, accounts, roles, priority classes. */
  constructor(options: ClusterOptions = {}) {
    const { startMs = DEFAULT_START_MS } = options;
    this.clock = new VirtualClock(startMs);
    this.random = new Random(options.seed ?? 1);
    this.store = storeOf(options, startMs);
    if (options.hashHistory) this.store.subscribeAll((change) => this.#hash.add(change, this.clock.now()));
    this.apiServer = new ApiServer({
      store: this.store,
      clock: this.clock,
      random: this.random.fork('apiserver'),
      authorizer: options.authorizer,
      webhooks: options.webhooks,
      nodes: {
        toNode: (name) => this.kubelets?.toNode(name),
        forward: (host, port, request) => this.kubelets?.forward(host, port, request),
      },
      runs: (program) => this.#controlPlane?.runs(program) ?? false,
      tokens: options.tokens,
      tokenSigner: options.tokenSigner,
      signatures: options.signatures,
    });
    const { eventTtlMs = DEFAULT_EVENT_TTL_MS } = options;
    new ObjectLeases(this.store.table('events'), this.clock, this.apiServer.core.availability, eventTtlMs);
    const isLarge = (options.nodes ?? 0) > NODES_IN_DEFAULT_CIDR;
    this.controllerManager = {
      ...DEFAULT_CONTROLLER_MANAGER_OPTIONS,
      ...(isLarge ? { clusterCidr: LARGE_CLUSTER_CIDR } : {}),
      ...options.controllerManager,
    };
    if (options.metricsServer ?? (options.nodes ?? 0) > 0) this.#serveMetrics(options.usage);
    this.#holdInvariants(options);
    this.#client = this.client();
    this.#eventNames = new EventNames(this.clock);
    this.#controlPlane = this.controllerManager.controllers.any ? this.#startControlPlane(options) : undefined;
    this.kubelets = options.kubelets === 'none' ? undefined : this.#startKubelets(options.images);
    this.faults = this.#breakable();
    for (let number = 1; number <= (options.nodes ?? 0); number++) this.#addNode(number);
    if (options.storageClass !== undefined) {
      this.resource('StorageClass').create(standardStorageClass(options.storageClass));
    }
  }

  /** Names, Services and Ingresses, as traffic finds them. It is set up when it is first asked for. @internal */
  get network(): ClusterNetwork {
    return (this.#network ??= this.#startNetwork());
  }

  /** Sends a request through the HTTP door, without sockets. */
  http(request: HttpRequest): HttpResponse {
    return this.apiServer.http(request);
  }

  /** A fingerprint of everything that was written; empty unless `hashHistory` was asked for. */
  historyHash(): string {
    return this.#hash.digest();
  }

  /** A client under an identity of its own; everything it asks goes through the same verbs and admission as any other request. */
  client(userAgent = USER_AGENT): Client {
    return new ApiClient(this.apiServer.core, { userAgent });
  }

  /** Requests for one resource, named as people do: `Deployment`, `deployments.apps`, `deploy`. @throws Error where nothing is called so */
  resource<Name extends string>(name: Name): ResourceClient<ObjectNamed<Name>> {
    const { resource, group } = resourceNamed(this.apiServer.core.registry, name);
    return this.#client.resource<ObjectNamed<Name>>(resource, group);
  }

  /**
   * A copy of the objects of a resource, kept up to date as time goes on; changes reach it and its handlers a moment late, as a watch
   * would bring them. @throws Error where nothing is called so
   */
  informer<Name extends string>(name: Name): Informer<ObjectNamed<Name>> {
    const { registry } = this.apiServer.core;
    const { group, resource } = resourceNamed(registry, name);
    this.#ownInformers ??= this.#startInformers();
    return this.#ownInformers.of<ObjectNamed<Name>>(registry.find(group, resource)!.table);
  }

  /** An object by kind and name. @throws StatusError NotFound */
  get<Kind extends string>(kind: Kind, name: string, namespace = DEFAULT_NAMESPACE): ObjectNamed<Kind> {
    return this.resource(kind).get(name, namespace);
  }

  /** The objects of a kind, in all namespaces unless one is named. */
  list<Kind extends string>(kind: Kind, selection?: ListSelection): readonly ObjectNamed<Kind>[] {
    return this.resource(kind).list(selection);
  }

  /** Deletes an object as `kubectl delete` does: dependents go with it. @throws StatusError NotFound */
  delete(kind: string, name: string, namespace = DEFAULT_NAMESPACE): void {
    this.resource(kind).delete(name, namespace, { propagationPolicy: 'Background' });
  }

  /**
   * Applies manifests, given as YAML or JSON text or as objects, in an order in which each finds what it needs.
   * @throws ManifestError for what is no manifest, before anything is applied
   * @throws ManifestsRefusedError when the API server refuses some; the others are applied
   */
  apply(manifests: string | DraftObject | readonly DraftObject[]): readonly AppliedManifest[] {
    const { applied, refused } = applyManifests(this.#client, manifestsOf(manifests));
    if (refused.length > 0) throw new ManifestsRefusedError(refused, applied.length);
    return applied;
  }

  #holdInvariants({ invariants = false, seed = 1 }: ClusterOptions): void {
    const held = invariants === true ? INVARIANTS : invariants || [];
    if (held.length > 0)
      new InvariantChecker(
        { store: this.store, clock: this.clock, seed, isDisturbed: () => this.faults.disturbsControlPlane },
        held,
      );
  }

  /**
   * Why a pod is on its node or still waits for one: decisions, what each plugin says of each node, and what would let it in. For people
   * there is `explanationText`.
   * @throws StatusError NotFound
   * @throws Error where there is no scheduler
   */
  explain(pod: string, namespace = DEFAULT_NAMESPACE): SchedulingExplanation {
    const scheduler = this.#controlPlane?.scheduler;
    if (!scheduler)
      throw new Error('This cluster has no scheduler now: it was stopped, or none of its controllers run.');
    return scheduler.explain(this.get('Pod', pod, namespace));
  }

  /** Informers of their own, all of whose changes arrive a moment late. */
  #informers(component: string, delays: Random, clock: Scheduling = this.clock): InformerFactory {
    return new InformerFactory(this.store, this.#watchLag.delivery(component, clock, delays));
  }

  #startInformers(): InformerFactory {
    const informers = this.#informers(USER_AGENT, this.random.fork('informers'));
    informers.start();
    return informers;
  }

  #startKubelets(table: ImageTable = {}): Kubelets {
    const { clock } = this;
    const random = this.random.fork('kubelets');
    const client = this.client('kubelet');
    const events = new CorrelatingEventRecorder(client, clock, this.#eventNames, 'kubelet');
    const informers = this.#informers('kubelet', random.fork('watches'));
    const images = new ImageCatalogue(TEST_IMAGES, table);
    const renewMs = Math.min(LEASE_RENEW_MS, this.controllerManager.nodeMonitorGracePeriodMs / 4);
    const heartbeats = nodeHeartbeats(this.store, clock, renewMs);
    const kubelets: Kubelets = new Kubelets({
      ...{ client, informers, events, clock, random, images, heartbeats },
      network: { get: (pod, url) => requestOfPod(this.network, kubelets, pod, url) },
    });
    kubelets.start();
    return kubelets;
  }

  #serveMetrics(usage?: UsageSource): void {
    const known = new MemoryUsage(
      ({ spec, metadata }) => this.kubelets?.memoryOf(spec?.nodeName ?? '', metadata.uid) ?? new Map(),
    );
    serveMetrics(this.apiServer.core, usage ?? known);
  }

  #startControlPlane({ metrics = {}, certificateSigner, scheduler }: ClusterOptions): ControlPlane {
    const { clock, random, controllerManager } = this;
    const signer = certificateSigner ?? new SeededCertificateSigner(random.fork('certificates'), clock.now());
    const controlPlane = new ControlPlane({
      ...{ clock, random, metrics, scheduler, options: controllerManager, eventNames: this.#eventNames },
      credentials: credentialsOf(signer, this.apiServer.core.serviceAccountTokens),
      client: (userAgent) => this.client(userAgent),
      informers: (component, itsClock, delays) => this.#informers(component, delays, itsClock),
    });
    controlPlane.start();
    return controlPlane;
  }

  #breakable(): Faults {
    const { clock, store, apiServer, kubelets, controllerManager } = this;
    const { controllers } = controllerManager;
    return new Faults({
      ...{ clock, store, apiServer, kubelets, watchLag: this.#watchLag, controlPlane: this.#controlPlane },
      random: this.random.fork('faults'),
      client: this.#client,
      controllerNamed: (name) => {
        const canonical = canonicalName(name);
        return canonical !== undefined && controllers.enables(canonical) ? canonical : undefined;
      },
    });
  }

  #startNetwork(): ClusterNetwork {
    const { clock } = this;
    const random = this.random.fork('network');
    const dnsInformers = this.#informers('coredns', random.fork('dns watches'));
    const proxyInformers = this.#informers('kube-proxy', random.fork('watches'));
    const ingresses = (): ClusterNetwork['ingresses'] => this.#controlPlane?.ingressController;
    const network = new ClusterNetwork({ dnsInformers, proxyInformers, clock, random, ingresses });
    dnsInformers.start();
    proxyInformers.start();
    return network;
  }

  /** A Node that is ready from the start: nobody needs to wait for the taint that new Nodes get. */
  #addNode(number: number): void {
    const nodes = this.resource('Node');
    const created = nodes.create(nodeObject(number, formatTime(this.clock.now())));
    nodes.update({ ...created, spec: { ...created.spec, taints: undefined } });
  }

  /** Moves virtual time on, by milliseconds or a text such as `10m`, and runs all that is due. */
  advance(duration: number | string): void {
    this.clock.advanceTo(this.clock.now() + milliseconds(duration));
  }

  /**
   * Runs event after event until the condition holds; looks at it after each.
   * @throws Error when it does not hold within so much virtual time (default 5 minutes)
   */
  runUntil(condition: (cluster: this) => boolean, options: { readonly within?: number | string } = {}): void {
    const within = options.within ?? '5m';
    const endMs = this.clock.now() + milliseconds(within);
    while (!condition(this)) {
      const next = this.clock.nextAt();
      if (next === undefined || next > endMs) {
        this.clock.advanceTo(endMs);
        if (condition(this)) return;
        throw new Error(`What was waited for did not happen within ${within} of virtual time.`);
      }
      this.clock.step();
    }
  }
}

function milliseconds(duration: number | string): number {
  return typeof duration === 'number' ? duration : parseDuration(duration);
}
