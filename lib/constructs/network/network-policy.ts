/** A NetworkPolicy that denies everything but what was allowed one by one. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type TransportProtocol } from '../pod/port';
import { labelSelectorOf, type PodSelection } from '../pod-selection';
import { type PolicyPeer } from './policy-peer';

/** A port that a rule allows. */
export interface PolicyPort {
  /** Number of the pod's port, or its name. */
  readonly port: number | string;
  /**
   * Last number of a range that starts at `port`.
   * @default - one port
   */
  readonly endPort?: number;
  /**
   * Transport protocol.
   * @default 'TCP'
   */
  readonly protocol?: TransportProtocol;
}

/** A NetworkPolicy. */
export interface NetworkPolicyProps extends KubernetesObjectProps {
  /** The pods it holds for: labels, a workload or component of ours, or a selector of cdk8s-plus; `{}` for all of the namespace. */
  readonly selector: PodSelection;
}

interface Rule {
  readonly ports: readonly PolicyPort[];
  readonly peers: PolicyPeer[];
}

function portsOf(rule: Rule): k8s.NetworkPolicyPort[] {
  return rule.ports.map(({ port, endPort, protocol = 'TCP' }) => ({
    port: typeof port === 'number' ? k8s.IntOrString.fromNumber(port) : k8s.IntOrString.fromString(port),
    endPort,
    protocol,
  }));
}

function distinctPeers(rule: Rule): k8s.NetworkPolicyPeer[] {
  const peers = rule.peers.flatMap((peer) => peer.toKube());
  return [...new Map(peers.map((peer) => [JSON.stringify(peer), peer])).values()];
}

/** Adds peers to the rule with the same ports, so that a policy has one rule per set of ports. */
function addTo(rules: Rule[], peer: PolicyPeer, ports: readonly PolicyPort[]): void {
  const same = rules.find((rule) => JSON.stringify(rule.ports) === JSON.stringify(ports));
  if (same) same.peers.push(peer);
  else rules.push({ ports: [...ports], peers: [peer] });
}

/** A NetworkPolicy for both directions; without a rule it isolates its pods. */
export class NetworkPolicy extends KubernetesObject {
  /** A policy that isolates every pod of the namespace; other policies then allow what is needed. */
  static denyAll(scope: Construct, id = 'deny-all'): NetworkPolicy {
    return new NetworkPolicy(scope, id, { selector: {} });
  }

  readonly #ingress: Rule[] = [];
  readonly #egress: Rule[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkPolicyProps,
  ) {
    const identity = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', resourceType: 'networkpolicies' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_NetworkPolicySpec(this.#spec()) });
  }

  /** Lets `peer` reach the pods on these ports. */
  allowFrom(peer: PolicyPeer, ports: readonly PolicyPort[]): void {
    addTo(this.#ingress, peer, ports);
  }

  /** Lets the pods reach `peer` on these ports. */
  allowTo(peer: PolicyPeer, ports: readonly PolicyPort[]): void {
    addTo(this.#egress, peer, ports);
  }

  #spec(): k8s.NetworkPolicySpec {
    const ingress = this.#ingress.map((rule) => ({ ports: portsOf(rule), from: distinctPeers(rule) }));
    const egress = this.#egress.map((rule) => ({ ports: portsOf(rule), to: distinctPeers(rule) }));
    return {
      podSelector: labelSelectorOf(this.props.selector),
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingress.length > 0 ? ingress : undefined,
      egress: egress.length > 0 ? egress : undefined,
    };
  }
}
