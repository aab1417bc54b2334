/** Who may talk to whom: peers of a NetworkPolicy. */
import { type INetworkPolicyPeer, type k8s } from '../cdk8s-plus';

/** Label that every namespace has with its own name. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** One or more peers. */
export class PolicyPeer {
  /** Pods with these labels; in `namespace`, else in the policy's own. */
  static pods(labels: Readonly<Record<string, string>>, namespace?: string): PolicyPeer {
    const podSelector = { matchLabels: { ...labels } };
    const namespaceSelector =
      namespace === undefined ? undefined : { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } };
    return new PolicyPeer([{ podSelector, namespaceSelector }]);
  }
  /** All pods of a namespace. */
  static namespace(name: string): PolicyPeer {
    return PolicyPeer.namespaces({ [NAMESPACE_NAME_LABEL]: name });
  }
  /** All pods of the namespaces with these labels. */
  static namespaces(labels: Readonly<Record<string, string>>): PolicyPeer {
    return new PolicyPeer([{ namespaceSelector: { matchLabels: { ...labels } } }]);
  }
  /** Addresses: `10.0.0.0/8`, without those in `except`. */
  static cidr(cidr: string, except?: readonly string[]): PolicyPeer {
    return new PolicyPeer([{ ipBlock: { cidr, except: except && [...except] } }]);
  }
  /** Every IPv4 and IPv6 address, inside and outside the cluster. */
  static anywhere(): PolicyPeer {
    return new PolicyPeer([{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }]);
  }
  /** A peer of cdk8s-plus: Pods, Namespaces, NetworkPolicyIpBlock, its workloads. */
  static of(peer: INetworkPolicyPeer): PolicyPeer {
    const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
    if (ipBlock) return PolicyPeer.cidr(ipBlock.cidr, ipBlock.except);
    const selector = podSelector?.labelSelector._toKube();
    const names = podSelector?.namespaces?.names;
    const byLabels = podSelector?.namespaces?.labelSelector?._toKube();
    if (!names) return new PolicyPeer([{ podSelector: selector, namespaceSelector: byLabels }]);
    const named = names.map((name) => ({ ...byLabels?.matchLabels, [NAMESPACE_NAME_LABEL]: name }));
    return new PolicyPeer(named.map((matchLabels) => ({ podSelector: selector, namespaceSelector: { matchLabels } })));
  }

  private constructor(private readonly peers: readonly k8s.NetworkPolicyPeer[]) {}

  /** The peers as the API has them. */
  toKube(): k8s.NetworkPolicyPeer[] {
    return [...this.peers];
  }
}
