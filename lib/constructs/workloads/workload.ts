/** What all workloads share: a pod template, a selector that depends on the name alone, and the interfaces of cdk8s-plus. */
import { type Construct } from 'constructs';
import {
  k8s,
  PlusLabelSelector,
  type INetworkPolicyPeer,
  type IPodSelector,
  type NetworkPolicyPeerConfig,
  type PodSelectorConfig,
} from '../cdk8s-plus';
import { Conventions, type ConventionProps } from '../conventions';
import {
  KubernetesObject,
  type KubernetesObjectProps,
  type ObjectBody,
  type ObjectIdentity,
} from '../kubernetes-object';
import { recommendedLabels, selectorLabels, versionOfImage } from '../recommended-labels';
import { type ContainerProps } from '../pod/container';
import { PodTemplate, type PodProps } from '../pod/pod-template';

/** A workload. */
export interface WorkloadProps extends KubernetesObjectProps, PodProps {
  /** The container the workload is about. */
  readonly container: ContainerProps;
  /**
   * The account the pods run under: ours, of cdk8s-plus, or `{ name }`.
   * @default - the namespace's account "default"
   */
  readonly serviceAccount?: { readonly name: string };
  /**
   * `app.kubernetes.io/component`: the role in the application.
   * @default - the workload's name
   */
  readonly component?: string;
  /**
   * `app.kubernetes.io/part-of`.
   * @default - the conventions', else the workload's name
   */
  readonly partOf?: string;
  /**
   * `app.kubernetes.io/version`.
   * @default - the conventions', else the image's tag
   */
  readonly version?: string;
  /**
   * Labels that select the pods. Immutable once applied.
   * @default - app: <name>
   */
  readonly selector?: Readonly<Record<string, string>>;
}

/** An integer or a percentage (`25%`) as the API has it. */
export function intOrPercent(value: number | string | undefined): k8s.IntOrString | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(value);
}

/** The recommended labels of a workload named `name`. */
export function workloadLabels(
  name: string,
  image: string,
  props: Pick<WorkloadProps, 'component' | 'partOf' | 'version'>,
  conventions: ConventionProps,
): Record<string, string> {
  return recommendedLabels({
    name,
    component: props.component ?? name,
    partOf: props.partOf ?? conventions.partOf ?? name,
    version: props.version ?? conventions.version ?? versionOfImage(image),
    managedBy: conventions.managedBy ?? 'cdk8s',
  });
}

/** A workload. Service, HorizontalPodAutoscaler and NetworkPolicy of cdk8s-plus accept it as their target. */
export abstract class Workload extends KubernetesObject implements IPodSelector, INetworkPolicyPeer {
  /** The pods. */
  readonly template: PodTemplate;
  /** Labels that select the pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** What holds at the workload's scope. */
  protected readonly conventions: ConventionProps;

  protected constructor(
    scope: Construct,
    id: string,
    identity: ObjectIdentity,
    props: WorkloadProps,
    body: ObjectBody,
  ) {
    const conventions = Conventions.of(scope);
    const name = props.name ?? id;
    const labels = workloadLabels(name, props.container.image, props, conventions);
    super(scope, id, identity, { ...props, labels: { ...labels, ...props.labels } }, body);
    this.conventions = conventions;
    this.selector = { ...(props.selector ?? selectorLabels(name)) };
    const podLabels = { ...conventions.labels, ...labels, ...props.labels, ...this.selector };
    this.template = new PodTemplate(this, props.container, props, conventions, podLabels, props.serviceAccount?.name);
  }

  /** The selector as cdk8s-plus has it. */
  toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: PlusLabelSelector.of({ labels: { ...this.selector } }),
      namespaces: this.namespace === undefined ? undefined : { names: [this.namespace] },
    };
  }

  /** The pods as a peer of a NetworkPolicy of cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The pods as a selector of cdk8s-plus. */
  toPodSelector(): IPodSelector | undefined {
    return this;
  }
}
