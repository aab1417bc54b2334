/** A component of an application: one workload with its account, its NetworkPolicy and its place in the call graph. */
import { Construct } from 'constructs';
import {
  type INetworkPolicyPeer,
  type IPodSelector,
  type NetworkPolicyPeerConfig,
  type PodSelectorConfig,
} from '../cdk8s-plus';
import { Conventions, type ConventionProps } from '../conventions';
import { ServiceAccount } from '../config/service-account';
import { type KubernetesObjectProps } from '../kubernetes-object';
import { NetworkPolicy, type PolicyPort } from '../network/network-policy';
import { PolicyPeer } from '../network/policy-peer';
import { type Service } from '../network/service';
import { type ContainerProps } from '../pod/container';
import { type EnvInput } from '../pod/environment';
import { type PodProps } from '../pod/pod-template';
import { type Port } from '../pod/port';
import { reportMistake } from '../validation/mistake';
import { workloadLabels, type Workload, type WorkloadProps } from '../workloads/workload';
import { type PodMonitor } from '../monitoring/pod-monitor';
import { type ServiceMonitor } from '../monitoring/service-monitor';
import { addressVariableOf, type DependencyProps, type ICallee, type Reachability } from './callee';
import { monitor, type MetricsProps } from './metrics';

/** What all components take. */
export interface ComponentProps extends PodProps, Omit<ContainerProps, 'name'> {
  /**
   * Name of all its objects and value of its selector.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Namespace of its objects.
   * @default - the chart's
   */
  readonly namespace?: string;
  /**
   * Name of the container.
   * @default 'main'
   */
  readonly containerName?: string;
  /**
   * The role in the application.
   * @default - the name
   */
  readonly component?: string;
  /**
   * The application it belongs to.
   * @default - the conventions', else the name
   */
  readonly partOf?: string;
  /**
   * The version that runs.
   * @default - the conventions', else the image's tag
   */
  readonly version?: string;
  /**
   * Labels for all its objects and pods.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations for the workload.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * What it calls: gives it the addresses, and opens both policies.
   * @default - nothing
   */
  readonly dependsOn?: readonly (ICallee | DependencyProps)[];
  /**
   * Variable that carries its address in callers.
   * @default - from the name: `cart-service` becomes CART_SERVICE_ADDR
   */
  readonly addressVariable?: string;
  /**
   * The account to run under, ours or of cdk8s-plus.
   * @default - an account of its own
   */
  readonly serviceAccount?: { readonly name: string };
  /**
   * Annotations of its own account (workload identity).
   * @default - none
   */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /**
   * Metrics that Prometheus shall scrape.
   * @default - none
   */
  readonly metrics?: MetricsProps;
  /**
   * Leaves out its NetworkPolicy.
   * @default false
   */
  readonly unsafeNoNetworkPolicy?: boolean;
}

function isDependency(target: ICallee | DependencyProps): target is DependencyProps {
  return 'on' in target;
}

/** A component. NetworkPolicy, Service and the like of cdk8s-plus accept it as a set of pods. */
export abstract class Component<W extends Workload = Workload, P extends ComponentProps = ComponentProps>
  extends Construct
  implements ICallee, IPodSelector, INetworkPolicyPeer
{
  /** Name of all its objects. */
  readonly name: string;
  /** Variable that carries its address in callers. */
  readonly addressVariable: string;
  /** Labels of all its objects. */
  readonly labels: Readonly<Record<string, string>>;
  /** The account it runs under; undefined where it is somebody else's. */
  readonly serviceAccount?: ServiceAccount;
  /** Its NetworkPolicy; undefined where it has none. */
  readonly networkPolicy?: NetworkPolicy;
  /** The workload. */
  readonly workload: W;
  /** The Service in front of it; undefined where it has no port. */
  readonly service?: Service;
  /** What has its metrics scraped; undefined where nothing does. */
  readonly monitor?: ServiceMonitor | PodMonitor;
  /** What holds at its scope. */
  protected readonly conventions: ConventionProps;
  #asksDns = false;

  protected constructor(scope: Construct, id: string, props: P) {
    super(scope, id);
    this.conventions = Conventions.of(scope);
    this.name = props.name ?? id;
    this.addressVariable = props.addressVariable ?? addressVariableOf(this.name);
    this.labels = {
      ...workloadLabels(this.name, props.image, props, this.conventions),
      ...props.labels,
    };
    const common = { name: this.name, namespace: props.namespace, labels: this.labels };
    if (!props.serviceAccount) {
      const annotations = props.serviceAccountAnnotations;
      this.serviceAccount = new ServiceAccount(this, 'service-account', { ...common, annotations });
    }
    this.workload = this.createWorkload(
      {
        ...props,
        ...common,
        serviceAccount: props.serviceAccount ?? this.serviceAccount,
        container: { ...this.containerDefaults(props), ...definedOf(props), name: props.containerName },
      },
      props,
    );
    this.service = this.createService(common, props);
    if (!(props.unsafeNoNetworkPolicy ?? this.conventions.unsafeNoNetworkPolicies)) {
      const { selector } = this.workload;
      this.networkPolicy = new NetworkPolicy(this, 'network-policy', { ...common, selector });
    }
    if (props.metrics) {
      const scrapers = this.conventions.metricsScrapers ?? [PolicyPeer.namespace('monitoring')];
      this.monitor = monitor(this, props.metrics, scrapers);
    }
    for (const target of props.dependsOn ?? []) this.dependsOn(target);
  }

  /** Creates the workload; called once by the constructor. */
  protected abstract createWorkload(common: WorkloadProps, props: P): W;

  /** Creates the Service; called once by the constructor, after the workload. */
  protected createService(_common: KubernetesObjectProps, _props: P): Service | undefined {
    return undefined;
  }

  /** Container props that the kind of component adds where the user gives none. */
  protected containerDefaults(_props: P): Partial<ContainerProps> {
    return {};
  }

  /** The namespace it lives in. */
  get namespace(): string | undefined {
    return this.workload.namespace;
  }

  /** Ports of its main container. */
  get ports(): readonly Port[] {
    return this.workload.template.main.ports;
  }

  /** Adds an environment variable to the main container. */
  addEnv(name: string, value: EnvInput): void {
    this.workload.template.main.addEnv(name, value);
  }

  /** Declares that it calls `target`: it gets the address as a variable, may go out to it, and is let in there. */
  dependsOn(target: ICallee | DependencyProps): this {
    const dependency = isDependency(target) ? target : { on: target };
    const reach = dependency.on.acceptCallsFrom(this, dependency.port);
    const variable = dependency.variable ?? dependency.on.addressVariable;
    if (variable !== false && reach.address !== undefined) {
      this.addEnv(variable, dependency.value ? dependency.value(reach.address) : reach.address);
    }
    for (const peer of reach.peers) this.networkPolicy?.allowTo(peer, reach.ports);
    if (reach.needsDns) this.allowDns();
    return this;
  }

  /** Lets a caller in and says how it reaches this component. */
  acceptCallsFrom(caller: Component, portName?: string): Reachability {
    const port = portName === undefined ? this.ports[0] : this.ports.find(({ name }) => name === portName);
    if (!port || !this.service) {
      reportMistake(caller, {
        field: 'dependsOn',
        given: portName === undefined ? this.name : `${this.name}, port ${portName}`,
        expected: `a port of ${this.node.path}, which has ${this.ports.map(({ name }) => name).join(', ') || 'none'}`,
        fix: 'give the callee that port or depend on another one',
      });
      return { peers: [], ports: [], needsDns: false };
    }
    const ports: PolicyPort[] = [{ port: port.number, protocol: port.protocol }];
    this.networkPolicy?.allowFrom(caller.peerFor(this.namespace), ports);
    return {
      address: this.service.addressFor(caller.namespace, port),
      peers: [this.peerFor(caller.namespace)],
      ports,
      needsDns: true,
    };
  }

  /** Lets others in that are no components: an ingress controller, a scraper, a namespace. */
  allowFrom(peer: PolicyPeer, ports: readonly Port[] = this.ports): void {
    this.networkPolicy?.allowFrom(
      peer,
      ports.map(({ number, protocol }) => ({ port: number, protocol })),
    );
  }

  /** Lets it ask DNS; declared by the first dependency that has a name. */
  allowDns(): void {
    if (this.#asksDns) return;
    this.#asksDns = true;
    const numbers = this.conventions.dnsPorts ?? [53];
    const ports = numbers.flatMap((port): PolicyPort[] => [
      { port, protocol: 'UDP' },
      { port, protocol: 'TCP' },
    ]);
    const servers = this.conventions.dnsServers ?? [PolicyPeer.pods({ 'k8s-app': 'kube-dns' }, 'kube-system')];
    for (const server of servers) this.networkPolicy?.allowTo(server, ports);
  }

  /** Its pods as a peer in the policies of `namespace`. */
  peerFor(namespace: string | undefined): PolicyPeer {
    return PolicyPeer.pods(
      this.workload.selector,
      namespace === this.namespace ? undefined : (this.namespace ?? 'default'),
    );
  }

  /** Its pods as a selector of cdk8s-plus. */
  toPodSelectorConfig(): PodSelectorConfig {
    return this.workload.toPodSelectorConfig();
  }

  /** Its pods as a peer of cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return this.workload.toNetworkPolicyPeerConfig();
  }

  /** Its pods as a selector of cdk8s-plus. */
  toPodSelector(): IPodSelector | undefined {
    return this.workload;
  }
}

/** The properties that are given: `undefined` must not override a default. */
function definedOf<T extends object>(props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}
