/** A StatefulService: StatefulSet, headless Service, ServiceAccount, budget and policy; for databases, queues, caches with a disk. */
import { type Construct } from 'constructs';
import { type KubernetesObjectProps } from '../kubernetes-object';
import { Service } from '../network/service';
import { type ContainerProps } from '../pod/container';
import { type Port } from '../pod/port';
import { PodDisruptionBudget, type DisruptionProps } from '../policy/pod-disruption-budget';
import { StatefulSet, type StatefulSetProps } from '../workloads/stateful-set';
import { type WorkloadProps } from '../workloads/workload';
import { Component, type ComponentProps } from './component';
import { defaultProbes } from './default-probes';

/** A StatefulService. */
export interface StatefulServiceProps
  extends
    ComponentProps,
    Pick<
      StatefulSetProps,
      | 'replicas'
      | 'claims'
      | 'podManagementPolicy'
      | 'partition'
      | 'updateStrategy'
      | 'claimRetention'
      | 'minReadySeconds'
      | 'revisionHistoryLimit'
    > {
  /**
   * The port it serves. Short for `ports` with one entry.
   * @default - none
   */
  readonly port?: Port;
  /**
   * Path that answers 200 when it can serve; used by the default probes of an http port.
   * @default '/'
   */
  readonly healthPath?: string;
  /**
   * Gives the pods a second Service `<name>-peers` by which they find each other, ready or not.
   * The first one is then an ordinary ClusterIP Service for clients; without it, it is the headless one.
   * @default false
   */
  readonly peers?: boolean;
  /**
   * How many pods a drain may take; `false` for no budget.
   * @default - one at a time
   */
  readonly disruption?: DisruptionProps | false;
}

/** A service whose pods have a name and a disk of their own. */
export class StatefulService extends Component<StatefulSet, StatefulServiceProps> {
  /** Its disruption budget. */
  readonly disruptionBudget?: PodDisruptionBudget;
  /** The headless Service by which its pods find each other, where it has one of its own. */
  readonly peerService?: Service;

  constructor(scope: Construct, id: string, props: StatefulServiceProps) {
    super(scope, id, props);
    const common = { namespace: props.namespace, labels: this.labels };
    const { selector } = this.workload;
    if (props.disruption !== false) {
      const budget = { ...common, ...props.disruption, name: this.name, selector };
      this.disruptionBudget = new PodDisruptionBudget(this, 'disruption-budget', budget);
    }
    if (props.peers) {
      this.peerService = new Service(this, 'peer-service', {
        ...common,
        name: this.peerServiceName,
        type: 'Headless',
        publishNotReadyAddresses: true,
        ports: this.ports,
        selector,
      });
      this.#letPeersTalk();
    }
  }

  protected override createWorkload(common: WorkloadProps, props: StatefulServiceProps): StatefulSet {
    const { replicas, claims, podManagementPolicy, partition, updateStrategy, claimRetention } = props;
    const { minReadySeconds, revisionHistoryLimit } = props;
    return new StatefulSet(this, 'stateful-set', {
      ...common,
      ...{ replicas, claims, podManagementPolicy, partition, updateStrategy, claimRetention },
      ...{ minReadySeconds, revisionHistoryLimit },
      serviceName: props.peers ? this.peerServiceName : this.name,
    });
  }

  protected override createService(common: KubernetesObjectProps, props: StatefulServiceProps): Service {
    const { selector } = this.workload;
    const type = props.peers ? 'ClusterIP' : 'Headless';
    return new Service(this, 'service', { ...common, type, ports: this.ports, selector });
  }

  protected override containerDefaults(props: StatefulServiceProps): Partial<ContainerProps> {
    const ports = props.ports ?? (props.port ? [props.port] : []);
    return { ports, ...defaultProbes(ports[0], props.healthPath) };
  }

  private get peerServiceName(): string {
    return `${this.name}-peers`;
  }

  #letPeersTalk(): void {
    const ports = this.ports.map(({ number, protocol }) => ({ port: number, protocol }));
    const peers = this.peerFor(this.namespace);
    this.networkPolicy?.allowFrom(peers, ports);
    this.networkPolicy?.allowTo(peers, ports);
    this.allowDns();
  }
}
