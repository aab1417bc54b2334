/**
 * Something that could be different, and the cluster as it would be then: a pod with other demands, a node with more to give, one more node.
 */
import type { Container, Node, Pod, Toleration } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';

export type Change =
  /** The node has so much more of a resource to give. */
  | { readonly kind: 'node-capacity'; readonly node: string; readonly resource: string; readonly more: number }
  /** The pod asks for so much less. */
  | { readonly kind: 'pod-request'; readonly resource: string; readonly less: number }
  | { readonly kind: 'pod-toleration'; readonly toleration: Toleration }
  | { readonly kind: 'node-label'; readonly node: string; readonly key: string; readonly value: string }
  | { readonly kind: 'uncordon'; readonly node: string }
  /** One more node like this one, empty. */
  | { readonly kind: 'new-node'; readonly like: string };

/** How an amount is written: cpu is counted in thousandths, memory in bytes. */
export function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return Quantity.ofMilli(amount).toString();
  const binary = resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
  return Quantity.of(amount, binary ? 'BinarySI' : 'DecimalSI').toString();
}

function parse(resource: string, text: string | undefined): number {
  const quantity = Quantity.parse(text ?? '0');
  return resource === 'cpu' ? quantity.milliValue() : quantity.value();
}

export function changedPod(pod: Pod, changes: readonly Change[]): Pod {
  return changes.reduce((current, change) => {
    if (change.kind === 'pod-toleration') {
      const tolerations = [...(current.spec?.tolerations ?? []), change.toleration];
      return { ...current, spec: { ...current.spec!, tolerations } };
    }
    return change.kind === 'pod-request' ? withLess(current, change.resource, change.less) : current;
  }, pod);
}

/** Takes from one container after the other. */
function withLess(pod: Pod, resource: string, less: number): Pod {
  let left = less;
  const containers = pod.spec!.containers.map((container): Container => {
    const has = parse(resource, container.resources?.requests?.[resource]);
    const taken = Math.min(has, left);
    if (taken === 0) return container;
    left -= taken;
    const requests = { ...container.resources?.requests, [resource]: amountText(resource, has - taken) };
    return { ...container, resources: { ...container.resources, requests } };
  });
  return { ...pod, spec: { ...pod.spec!, containers } };
}

/** The node as it would be; the name of one that is new. */
export function changedNode(node: Node, changes: readonly Change[]): Node {
  const { name } = node.metadata;
  return changes.reduce((current, change) => {
    if (!('node' in change) || change.node !== name) return current;
    switch (change.kind) {
      case 'node-label': {
        const labels = { ...current.metadata.labels, [change.key]: change.value };
        return { ...current, metadata: { ...current.metadata, labels } };
      }
      case 'node-capacity': {
        const has = parse(change.resource, current.status?.allocatable?.[change.resource]);
        const more = { [change.resource]: amountText(change.resource, has + change.more) };
        const allocatable = { ...current.status?.allocatable, ...more };
        return { ...current, status: { ...current.status, allocatable } };
      }
      case 'uncordon': {
        const taints = current.spec?.taints?.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable');
        return { ...current, spec: { ...current.spec, taints, unschedulable: undefined } };
      }
    }
  }, node);
}

/** Another machine of the same make: nothing runs there, and nobody has cordoned or tainted it for what happened to the first. */
export function nodeLike(node: Node): Node {
  const name = `${node.metadata.name}-like`;
  const { labels = {} } = node.metadata;
  const named = 'kubernetes.io/hostname' in labels ? { ...labels, 'kubernetes.io/hostname': name } : labels;
  const taints = node.spec?.taints?.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  return {
    ...node,
    metadata: { ...node.metadata, name, uid: name, labels: named },
    spec: { ...node.spec, taints, unschedulable: undefined },
  };
}
