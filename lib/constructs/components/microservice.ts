/** A Microservice: Deployment, Service, ServiceAccount, PodDisruptionBudget, NetworkPolicy, and autoscaler, settings and Ingress where asked for. */
import { type Construct } from 'constructs';
import { ConfigMap } from '../config/config-map';
import { Secret } from '../config/secret';
import { type KubernetesObjectProps } from '../kubernetes-object';
import { Ingress, type IngressOptions } from '../network/ingress';
import { PolicyPeer } from '../network/policy-peer';
import { Service, type ServiceOptions } from '../network/service';
import { type ContainerProps } from '../pod/container';
import { type Port } from '../pod/port';
import { HorizontalPodAutoscaler, type AutoscaleProps } from '../policy/horizontal-pod-autoscaler';
import { PodDisruptionBudget, type DisruptionProps } from '../policy/pod-disruption-budget';
import { VerticalPodAutoscaler, type VerticalScaling } from '../policy/vertical-pod-autoscaler';
import { checkAtSynth, type Mistake } from '../validation/mistake';
import { Deployment, type DeploymentProps } from '../workloads/deployment';
import { type WorkloadProps } from '../workloads/workload';
import { Component, type ComponentProps } from './component';
import { defaultProbes } from './default-probes';

/** Where requests from outside come in. */
export interface MicroserviceIngress extends IngressOptions {
  /** Host name. */
  readonly host: string;
  /**
   * Path.
   * @default '/'
   */
  readonly path?: string;
  /**
   * Secret in the cluster with certificate and key.
   * @default - plain http, which `unsafePlainHttp` has to allow
   */
  readonly tlsSecret?: string | { readonly name: string };
}

/** A Microservice. */
export interface MicroserviceProps
  extends
    ComponentProps,
    Pick<
      DeploymentProps,
      'replicas' | 'strategy' | 'minReadySeconds' | 'revisionHistoryLimit' | 'progressDeadlineSeconds'
    > {
  /**
   * The port it serves. Short for `ports` with one entry.
   * @default - none: a worker, without Service
   */
  readonly port?: Port;
  /**
   * Path that answers 200 when it can serve; used by the default probes of an http port.
   * @default '/'
   */
  readonly healthPath?: string;
  /**
   * Type and behaviour of its Service.
   * @default - ClusterIP
   */
  readonly expose?: ServiceOptions;
  /**
   * When and how far it scales.
   * @default - a fixed number of replicas
   */
  readonly autoscale?: AutoscaleProps;
  /**
   * Requests that follow what the pods use, or the advice to that. Needs the vertical pod autoscaler in the cluster.
   * @default - requests stay as they are
   */
  readonly verticalScaling?: VerticalScaling;
  /**
   * How many pods a drain may take; `false` for no budget.
   * @default - one at a time
   */
  readonly disruption?: DisruptionProps | false;
  /**
   * Settings, each a variable, kept in a ConfigMap `<name>-config`; pods roll when one changes.
   * @default - none
   */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Secret values, each a variable, kept in a Secret `<name>-secret` and visible in the manifests.
   * @default - none
   */
  readonly unsafeSecrets?: Readonly<Record<string, string>>;
  /**
   * Requests from outside.
   * @default - none
   */
  readonly ingress?: MicroserviceIngress;
}

/** A service of an application, or without a port a worker. */
export class Microservice extends Component<Deployment, MicroserviceProps> {
  /** Its autoscaler. */
  readonly autoscaler?: HorizontalPodAutoscaler;
  /** Its vertical autoscaler. */
  readonly verticalAutoscaler?: VerticalPodAutoscaler;
  /** Its disruption budget. */
  readonly disruptionBudget?: PodDisruptionBudget;
  /** Its settings. */
  readonly configMap?: ConfigMap;
  /** Its secret values. */
  readonly secret?: Secret;
  /** Its Ingress. */
  readonly ingress?: Ingress;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id, props);
    const common = { namespace: props.namespace, labels: this.labels };
    if (props.disruption !== false) {
      this.disruptionBudget = new PodDisruptionBudget(this, 'disruption-budget', {
        ...common,
        ...props.disruption,
        name: this.name,
        selector: this.workload.selector,
      });
      if (!props.disruption?.unsafeBlockDrains) checkAtSynth(this, () => this.#drainMistakes(props));
    }
    if (props.autoscale) {
      const target = this.workload;
      this.autoscaler = new HorizontalPodAutoscaler(this, 'autoscaler', {
        ...common,
        ...props.autoscale,
        name: this.name,
        target,
      });
    }
    if (props.verticalScaling) {
      const sizing = { ...common, ...props.verticalScaling, name: this.name, target: this.workload };
      this.verticalAutoscaler = new VerticalPodAutoscaler(this, 'vertical-autoscaler', sizing);
    }
    if (props.config) this.configMap = this.#createConfigMap(props.config, common);
    if (props.unsafeSecrets) this.secret = this.#createSecret(props.unsafeSecrets, common);
    if (props.ingress) this.ingress = this.exposeThroughIngress(props.ingress);
    this.#admitExternalCallers(props.expose);
  }

  /** Creates an Ingress for the first port and lets the ingress controller in. */
  exposeThroughIngress(ingress: MicroserviceIngress, id = 'ingress'): Ingress | undefined {
    if (!this.service) return undefined;
    const controllers = this.conventions.ingressControllers ?? [PolicyPeer.namespace('ingress-nginx')];
    for (const controller of controllers) this.allowFrom(controller, this.ports.slice(0, 1));
    const { host, path, tlsSecret, ...options } = ingress;
    return new Ingress(this, id, {
      ...options,
      name: options.name ?? this.name,
      namespace: options.namespace ?? this.namespace,
      labels: { ...this.labels, ...options.labels },
      hosts: [{ host, tlsSecret, paths: [{ path, service: this.service }] }],
    });
  }

  protected override createWorkload(common: WorkloadProps, props: MicroserviceProps): Deployment {
    const { replicas, strategy, minReadySeconds, revisionHistoryLimit, progressDeadlineSeconds } = props;
    const rollout = { replicas, strategy, minReadySeconds, revisionHistoryLimit, progressDeadlineSeconds };
    return new Deployment(this, 'deployment', { ...common, ...rollout });
  }

  protected override createService(common: KubernetesObjectProps, props: MicroserviceProps): Service | undefined {
    if (this.ports.length === 0) return undefined;
    const { expose = {} } = props;
    return new Service(this, 'service', {
      ...common,
      ...expose,
      labels: { ...this.labels, ...expose.labels },
      ports: this.ports,
      selector: this.workload.selector,
    });
  }

  protected override containerDefaults(props: MicroserviceProps): Partial<ContainerProps> {
    const ports = props.ports ?? (props.port ? [props.port] : []);
    return { ports, ...defaultProbes(ports[0], props.healthPath) };
  }

  #createConfigMap(data: Readonly<Record<string, string | number | boolean>>, common: object): ConfigMap {
    const configMap = new ConfigMap(this, 'config', { ...common, name: `${this.name}-config`, data });
    this.workload.template.main.addEnvFrom({ source: configMap });
    this.workload.template.addAnnotation('checksum/config', () => configMap.checksum);
    return configMap;
  }

  #createSecret(values: Readonly<Record<string, string>>, common: object): Secret {
    const secret = new Secret(this, 'secret', { ...common, name: `${this.name}-secret`, unsafeStringData: values });
    this.workload.template.main.addEnvFrom({ source: secret });
    this.workload.template.addAnnotation('checksum/secret', () => secret.checksum);
    return secret;
  }

  /** A budget that asks for as many pods as there are lets none of them go. */
  #drainMistakes(props: MicroserviceProps): Mistake[] {
    const { minAvailable } = props.disruption || {};
    const least = this.workload.replicas ?? props.autoscale?.minReplicas ?? 2;
    if (typeof minAvailable !== 'number' || minAvailable < least) return [];
    const expected = `less than the fewest pods there are, ${least}`;
    const fix = 'lower it, or set unsafeBlockDrains';
    return [{ field: 'disruption.minAvailable', given: minAvailable, expected, fix }];
  }

  /** A Service that can be reached from outside is called from anywhere: nodes and balancers hide who calls. */
  #admitExternalCallers(expose: ServiceOptions | undefined): void {
    if (expose?.type !== 'LoadBalancer' && expose?.type !== 'NodePort') return;
    const knowsCaller = expose.externalTrafficPolicy === 'Local' && expose.loadBalancerSourceRanges;
    const peers = knowsCaller ? knowsCaller.map((cidr) => PolicyPeer.cidr(cidr)) : [PolicyPeer.anywhere()];
    for (const peer of peers) this.allowFrom(peer);
  }
}
