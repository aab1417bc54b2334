/**
 * Stands in for every kubelet from outside the engine, as when the controllers' answers were recorded: with requests of an administrator.
 */
import type { Pod } from '../../lib/engine/apiserver/resources/pod/pod-types';
import type { Informer } from '../../lib/engine/client/informer';
import type { Cluster } from '../../lib/engine/cluster';
import { FakeKubelets } from '../../lib/engine/kubelet/fake/fake-kubelets';
import { kubeletKindOf } from '../../lib/engine/kubelet/fake/fake-node';
import { nodeHeartbeats } from '../../lib/engine/kubelet/node/node-heartbeats';
import { PodAddresses } from '../../lib/engine/kubelet/runtime/pod-addresses';

const RENEW_MS = 2_000;
/** Somebody outside hears of a change, and answers it, through sockets: others have heard of it by then. */
const ROUND_TRIP_MS = 10;

export function playKubelets(cluster: Cluster): void {
  const { clock, store } = cluster;
  const client = cluster.client('kubelet');
  const nodes = cluster.informer('Node');
  const pods = cluster.informer('Pod') as unknown as Informer<Pod>;
  const kubelets = new FakeKubelets({
    ...{ clock, nodes, pods, addresses: new PodAddresses(), heartbeats: nodeHeartbeats(store, clock, RENEW_MS) },
    clientOf: () => client,
    podsOf: (nodeName) => pods.list().filter(({ spec }) => spec.nodeName === nodeName),
    plays: (node) => kubeletKindOf(node) !== 'off',
  });
  const podChanged = (pod: Pod): void => void clock.schedule(ROUND_TRIP_MS, () => kubelets.podChanged(pod));
  pods.addHandlers({
    added: podChanged,
    updated: (_before, pod) => podChanged(pod),
    deleted: (pod) => kubelets.podDeleted(pod),
  });
  nodes.addHandlers({
    added: (node) => kubelets.nodeChanged(node),
    updated: (_before, node) => kubelets.nodeChanged(node),
    deleted: ({ metadata }) => kubelets.nodeDeleted(metadata.name),
  });
}
