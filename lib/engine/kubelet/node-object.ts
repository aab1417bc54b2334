/**
 * The Node objects of a cluster that was asked for so many nodes: the same names, zones, addresses and capacity each time.
 *
 * Upstream: pkg/kubelet/kubelet_node_status.go (initialNode), nodestatus/setters.go
 */
import type { Node, NodeStatus } from '../apimachinery/api/core-v1';
import type { Draft } from '../client/client';

const ZONES = ['zone-a', 'zone-b', 'zone-c'];
const VERSION = 'v1.28.15';
/** The kubelets of Nodes that come without an address run on one machine, which has this one. */
const SHARED_ADDRESS = '172.18.0.9';
const CAPACITY = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' };

/** @param number from 1 on */
export function nodeObject(number: number, now: string): Draft<Node> {
  const name = `node-${number}`;
  const addresses = addressesOf(name, internalAddress(number));
  return {
    metadata: {
      name,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      labels: {
        ...defaultLabels(name),
        'topology.kubernetes.io/region': 'region-1',
        'topology.kubernetes.io/zone': ZONES[(number - 1) % ZONES.length]!,
      },
    },
    spec: { providerID: `boutique://${name}` },
    status: { ...completedMachine(name, { addresses, capacity: CAPACITY }), conditions: conditionsAt(now) },
  };
}

/** The labels that a kubelet gives its Node. */
export function defaultLabels(name: string): Readonly<Record<string, string>> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}

/** What a Node's status leaves out about the machine. Everything that can be given out is the capacity, unless it says otherwise. */
export function completedMachine(name: string, status: NodeStatus): NodeStatus {
  const capacity = { ...CAPACITY, ...status.capacity };
  const address = status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  return {
    ...status,
    capacity: status.capacity?.['cpu'] === undefined ? capacity : status.capacity,
    allocatable: status.allocatable?.['cpu'] === undefined ? capacity : status.allocatable,
    addresses: address === undefined ? addressesOf(name, SHARED_ADDRESS) : status.addresses,
    daemonEndpoints: status.daemonEndpoints?.kubeletEndpoint?.Port
      ? status.daemonEndpoints
      : { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: status.nodeInfo?.kubeletVersion
      ? status.nodeInfo
      : {
          machineID: name,
          systemUUID: name,
          bootID: name,
          kernelVersion: '6.1.0',
          osImage: 'Linux',
          containerRuntimeVersion: 'containerd://1.7.0',
          kubeletVersion: VERSION,
          kubeProxyVersion: VERSION,
          operatingSystem: 'linux',
          architecture: 'amd64',
        },
  };
}

function addressesOf(name: string, address: string): NonNullable<NodeStatus['addresses']> {
  return [
    { type: 'InternalIP', address },
    { type: 'Hostname', address: name },
  ];
}

function conditionsAt(now: string): NonNullable<NonNullable<Node['status']>['conditions']> {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}

/** 172.18.0.2 and on, as many as anybody asks for. */
function internalAddress(number: number): string {
  const host = number + 1;
  return `172.${18 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`;
}
