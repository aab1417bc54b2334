/** Of pods: what a kubelet and the scheduler may never do to one. */
import type { ContainerStatus, Node, Pod } from '../apimachinery/api/core-v1';
import { Quantity } from '../apimachinery/quantity';
import { podRequests } from '../apiserver/quota/pod-resources';
import { isPodFinished, isPodReady, podCondition } from '../controllers/pods/pod-state';
import { changeInvariant, nameOf, type ChangeInvariant, type InvariantWorld } from './invariant';

const PODS = ['pods'];
const BY_NODE = 'invariants:node';
const BY_ADDRESS = 'invariants:address';

const nodeStays = changeInvariant<Pod>({
  name: 'pod-stays-on-its-node',
  resources: PODS,
  broken: ({ type, object, previous }) => {
    const before = previous?.spec?.nodeName ?? '';
    const after = object.spec?.nodeName ?? '';
    return type !== 'MODIFIED' || before === '' || before === after
      ? undefined
      : `${nameOf(object)} went from ${before} to ${after || 'no node'}`;
  },
});

const endIsFinal = changeInvariant<Pod>({
  name: 'ended-pod-stays-ended',
  resources: PODS,
  broken: ({ type, object, previous }) => {
    if (type !== 'MODIFIED' || !previous || !isPodFinished(previous)) return undefined;
    const before = previous.status?.phase;
    const after = object.status?.phase;
    return after === before ? undefined : `${nameOf(object)} went from ${before} to ${after}`;
  },
});

const restartsNeverFall = changeInvariant<Pod>({
  name: 'restarts-never-fall',
  resources: PODS,
  broken: ({ type, object, previous }) => {
    if (type !== 'MODIFIED') return undefined;
    const before = new Map((previous?.status?.containerStatuses ?? []).map((it) => [it.name, it.restartCount ?? 0]));
    const fallen = (object.status?.containerStatuses ?? []).find(
      ({ name, restartCount = 0 }) => restartCount < (before.get(name) ?? 0),
    );
    return fallen && `${nameOf(object)}: container ${fallen.name} fell to ${fallen.restartCount} restarts`;
  },
});

const readyMeansReady = changeInvariant<Pod>({
  name: 'ready-pod-is-ready',
  resources: PODS,
  broken: ({ type, object }) => {
    if (type === 'DELETED' || !isPodReady(object)) return undefined;
    const { phase, containerStatuses = [] } = object.status ?? {};
    if (phase !== 'Running') return `${nameOf(object)} is Ready and ${phase}`;
    if (podCondition(object, 'ContainersReady')?.status !== 'True')
      return `${nameOf(object)} is Ready without ContainersReady`;
    const lazy = containerStatuses.find((container: ContainerStatus) => !container.ready);
    return lazy && `${nameOf(object)} is Ready and its container ${lazy.name} is not`;
  },
});

/** Of pods that the scheduler placed; one that is created with a node is the kubelet's to refuse. */
const boundPodsFit = changeInvariant<Pod>({
  name: 'bound-pods-fit-their-node',
  resources: PODS,
  broken: ({ type, object, previous }, world) => {
    const { nodeName } = object.spec ?? {};
    if (type !== 'MODIFIED' || !nodeName || previous?.spec?.nodeName) return undefined;
    const node = world.store.table<Node>('nodes').get(nodeName);
    if (!node) return undefined;
    const pods = podsOn(world, nodeName);
    const allocatable = node.status?.allocatable ?? {};
    const most = Quantity.parse(allocatable['pods'] ?? '0').value();
    if (pods.length > most) return `${nameOf(object)} is pod ${pods.length} on ${nodeName}, which takes ${most}`;
    return ['cpu', 'memory'].map((resource) => tooMuch(resource, pods, allocatable[resource], nodeName)).find(Boolean);
  },
});

function podsOn({ store }: InvariantWorld, nodeName: string): readonly Pod[] {
  const byNode = store
    .table<Pod>('pods')
    .index(BY_NODE, (pod) => (pod.spec?.nodeName && !isPodFinished(pod) ? [pod.spec.nodeName] : []));
  return byNode.get(nodeName);
}

function tooMuch(
  resource: string,
  pods: readonly Pod[],
  allocatable: string | undefined,
  nodeName: string,
): string | undefined {
  if (allocatable === undefined) return undefined;
  const wanted = pods.reduce((sum, { spec }) => {
    const request = spec && podRequests(spec).get(resource);
    return request ? sum.add(request) : sum;
  }, Quantity.zero);
  return wanted.compare(Quantity.parse(allocatable)) <= 0
    ? undefined
    : `pods request ${wanted.toString()} ${resource} of ${nodeName}, which has ${allocatable}`;
}

const addressesDiffer = changeInvariant<Pod>({
  name: 'pod-addresses-differ',
  resources: PODS,
  broken: ({ type, object }, { store }) => {
    const ip = object.status?.podIP;
    if (type === 'DELETED' || !ip || object.spec?.hostNetwork) return undefined;
    const byAddress = store
      .table<Pod>('pods')
      .index(BY_ADDRESS, (pod) =>
        pod.status?.podIP && !pod.spec?.hostNetwork && !isPodFinished(pod) ? [pod.status.podIP] : [],
      );
    const others = byAddress.get(ip).filter(({ metadata }) => metadata.uid !== object.metadata.uid);
    return others.length === 0 ? undefined : `${nameOf(object)} and ${others.map(nameOf).join(', ')} have ${ip}`;
  },
});

export const POD_INVARIANTS: readonly ChangeInvariant[] = [
  nodeStays,
  endIsFinal,
  restartsNeverFall,
  readyMeansReady,
  boundPodsFit,
  addressesDiffer,
];
