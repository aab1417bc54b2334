/** A NodeAgent: DaemonSet, ServiceAccount and policy; for log shippers, exporters, anything that runs once per node. */
import { type Construct } from 'constructs';
import { type KubernetesObjectProps } from '../kubernetes-object';
import { Service } from '../network/service';
import { type ContainerProps } from '../pod/container';
import { type Port } from '../pod/port';
import { DaemonSet, type DaemonSetProps } from '../workloads/daemon-set';
import { type WorkloadProps } from '../workloads/workload';
import { Component, type ComponentProps } from './component';
import { defaultProbes } from './default-probes';

/** A NodeAgent. */
export interface NodeAgentProps
  extends
    ComponentProps,
    Pick<
      DaemonSetProps,
      'maxUnavailable' | 'maxSurge' | 'updateStrategy' | 'minReadySeconds' | 'revisionHistoryLimit'
    > {
  /**
   * The port it serves. Short for `ports` with one entry.
   * @default - none, and no Service
   */
  readonly port?: Port;
  /**
   * Path that answers 200 when it can serve; used by the default probes of an http port.
   * @default '/'
   */
  readonly healthPath?: string;
  /**
   * Whether it also runs where other pods must not: control planes, tainted and broken nodes.
   * @default false
   */
  readonly everyNode?: boolean;
}

/** An agent on every node. */
export class NodeAgent extends Component<DaemonSet, NodeAgentProps> {
  constructor(scope: Construct, id: string, props: NodeAgentProps) {
    super(scope, id, props);
  }

  protected override createWorkload(common: WorkloadProps, props: NodeAgentProps): DaemonSet {
    const { maxUnavailable, maxSurge, updateStrategy, minReadySeconds, revisionHistoryLimit } = props;
    const tolerations = props.everyNode ? [{}] : props.scheduling?.tolerations;
    const scheduling = { ...props.scheduling, ...(tolerations ? { tolerations } : {}) };
    const rollout = { maxUnavailable, maxSurge, updateStrategy, minReadySeconds, revisionHistoryLimit };
    return new DaemonSet(this, 'daemon-set', { ...common, ...rollout, scheduling });
  }

  protected override createService(common: KubernetesObjectProps): Service | undefined {
    if (this.ports.length === 0) return undefined;
    const { selector } = this.workload;
    return new Service(this, 'service', { ...common, ports: this.ports, selector, internalTrafficPolicy: 'Local' });
  }

  protected override containerDefaults(props: NodeAgentProps): Partial<ContainerProps> {
    const ports = props.ports ?? (props.port ? [props.port] : []);
    return { ports, ...defaultProbes(ports[0], props.healthPath) };
  }
}
