/** Pods that something outside the app makes (a controller, another app), so that policies and Services may be about them. */
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  PlusLabelSelector,
  type INetworkPolicyPeer,
  type IPodSelector,
  type NetworkPolicyPeerConfig,
  type PodSelectorConfig,
} from './cdk8s-plus';
import { declareExisting } from './validation/existing';

/** Which pods. */
export interface ExistingPodsProps {
  /** Labels that they have. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Their namespace.
   * @default - the chart's
   */
  readonly namespace?: string;
}

/** Pods that the app does not make; selectors may be about them without finding anything in the app. */
export class ExistingPods extends Construct implements IPodSelector, INetworkPolicyPeer {
  /** Their labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Their namespace; undefined where the chart has none. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: ExistingPodsProps) {
    super(scope, id);
    this.labels = { ...props.labels };
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    declareExisting(this, { kind: 'Pod', name: id, namespace: this.namespace, labels: this.labels });
  }

  /** The pods as a selector of cdk8s-plus. */
  toPodSelectorConfig(): PodSelectorConfig {
    return {
      labelSelector: PlusLabelSelector.of({ labels: { ...this.labels } }),
      namespaces: this.namespace === undefined ? undefined : { names: [this.namespace] },
    };
  }

  /** The pods as a peer of cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The pods as a selector of cdk8s-plus. */
  toPodSelector(): IPodSelector | undefined {
    return this;
  }
}
