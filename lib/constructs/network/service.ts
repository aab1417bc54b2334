/** Services: a stable name and address in front of pods. */
import { type Construct } from 'constructs';
import { k8s, PlusIngressBackend, type PlusService } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Port } from '../pod/port';
import { labelSelectorOf, matchLabelsOf, type PodSelection } from '../pod-selection';
import { reportMistake } from '../validation/mistake';

/** How a Service can be reached. `Headless` is a ClusterIP Service without an address of its own. */
export type ServiceType = 'ClusterIP' | 'Headless' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

/** How a Service behaves beside its ports and pods. */
export interface ServiceOptions extends KubernetesObjectProps {
  /**
   * How it can be reached.
   * @default 'ClusterIP'
   */
  readonly type?: ServiceType;
  /**
   * `ClientIP` sends a client to the same pod again and again.
   * @default 'None'
   */
  readonly sessionAffinity?: 'None' | 'ClientIP';
  /**
   * `Local` keeps requests from outside on the node they reached, with the client's address.
   * @default 'Cluster'
   */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  /**
   * `Local` keeps requests from inside on their node.
   * @default 'Cluster'
   */
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  /**
   * Addresses that may call a LoadBalancer.
   * @default - any
   */
  readonly loadBalancerSourceRanges?: readonly string[];
  /**
   * Implementation of the load balancer.
   * @default - the cloud's
   */
  readonly loadBalancerClass?: string;
  /**
   * Whether pods that are not ready are listed too, as members of a cluster need to find each other.
   * @default false
   */
  readonly publishNotReadyAddresses?: boolean;
  /**
   * One or two address families.
   * @default - the cluster's
   */
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack';
  /**
   * The name that an ExternalName Service stands for.
   * @default - none
   */
  readonly externalName?: string;
}

/** A Service. */
export interface ServiceProps extends ServiceOptions {
  /**
   * Ports it offers.
   * @default - none, as ExternalName and some headless Services have it
   */
  readonly ports?: readonly Port[];
  /**
   * The pods behind it: labels, one of our workloads, or a selector of cdk8s-plus.
   * @default - none
   */
  readonly selector?: PodSelection;
}

/** A Service. */
export class Service extends KubernetesObject {
  /** Ports it offers. */
  readonly ports: readonly Port[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceProps,
  ) {
    const identity = { apiVersion: 'v1', kind: 'Service', resourceType: 'services' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_ServiceSpec(this.#spec()) });
    this.ports = [...(props.ports ?? [])];
    this.#checkExternalName();
    this.#checkSelector();
  }

  /** The name under which pods of `namespace` reach it: short in its own namespace, full elsewhere. */
  hostFor(namespace: string | undefined): string {
    if (namespace === this.namespace) return this.name;
    return `${this.name}.${this.namespace ?? 'default'}.svc.cluster.local`;
  }

  /** `host:port` for pods of `namespace`. */
  addressFor(namespace: string | undefined, port: Port | undefined = this.ports[0]): string {
    return `${this.hostFor(namespace)}:${port?.servicePort ?? 0}`;
  }

  /** The Service as a backend of the Ingress of cdk8s-plus. */
  toIngressBackend(port: Port | undefined = this.ports[0]): PlusIngressBackend {
    const servicePort = { port: port?.servicePort ?? 0 };
    const view = { name: this.name, ports: [servicePort], port: servicePort.port };
    return PlusIngressBackend.fromService(view as unknown as PlusService);
  }

  #checkSelector(): void {
    const expressions = this.props.selector && labelSelectorOf(this.props.selector).matchExpressions;
    if (!expressions?.length) return;
    reportMistake(this, {
      field: 'selector',
      given: expressions,
      expected: 'labels alone, which is all that a Service can select by',
      fix: 'select by labels',
    });
  }

  #checkExternalName(): void {
    const { type, externalName } = this.props;
    if ((type === 'ExternalName') === (externalName !== undefined)) return;
    reportMistake(this, {
      field: 'externalName',
      given: externalName,
      expected: 'a name where type is ExternalName, and only there',
      fix: 'give type: ExternalName and externalName together',
    });
  }

  #spec(): k8s.ServiceSpec {
    const { props } = this;
    const external = props.type === 'NodePort' || props.type === 'LoadBalancer';
    const clientIp = props.sessionAffinity === 'ClientIP';
    return {
      type: props.type === 'Headless' ? 'ClusterIP' : (props.type ?? 'ClusterIP'),
      clusterIp: props.type === 'Headless' ? 'None' : undefined,
      externalName: props.externalName,
      selector: props.selector && matchLabelsOf(props.selector),
      ports: this.ports.length > 0 ? this.ports.map((port) => this.#servicePort(port, external)) : undefined,
      sessionAffinity: clientIp ? 'ClientIP' : undefined,
      externalTrafficPolicy: external ? props.externalTrafficPolicy : undefined,
      internalTrafficPolicy: props.internalTrafficPolicy,
      loadBalancerSourceRanges: props.loadBalancerSourceRanges && [...props.loadBalancerSourceRanges],
      loadBalancerClass: props.loadBalancerClass,
      publishNotReadyAddresses: props.publishNotReadyAddresses,
      ipFamilyPolicy: props.ipFamilyPolicy,
    };
  }

  #servicePort(port: Port, external: boolean): k8s.ServicePort {
    return {
      name: port.name,
      port: port.servicePort,
      targetPort: k8s.IntOrString.fromNumber(port.number),
      protocol: port.protocol,
      appProtocol: port.appProtocol,
      nodePort: external ? port.nodePort : undefined,
    };
  }
}
