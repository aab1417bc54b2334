/**
 * Whether a kubelet takes a pod that was bound to its node: others may have bound it, or the node may have changed since.
 *
 * Upstream: pkg/kubelet/lifecycle/predicate.go, pkg/scheduler/eventhandlers.go (AdmissionCheck), pkg/kubelet/eviction/eviction_manager.go
 *   (Admit), pkg/kubelet/nodeshutdown, pkg/kubelet/sysctl/allowlist.go
 * Differs: a pod critical to the cluster is taken as soon as others are told to end for it, before they have.
 */
import type { Container, Node } from '../../apimachinery/api/core-v1';
import { HostPorts, hostPortsOf } from '../../apimachinery/host-ports';
import { isRequiredNode } from '../../apimachinery/node-selection';
import { addTo, amountsOf, isScalar, podRequests } from '../../apimachinery/pod-resources';
import { tolerates, untolerated } from '../../apimachinery/tolerations';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { qosClassOf } from '../../apiserver/resources/pod/qos-class';
import { isCriticalPod } from './critical-pod';
import { preemptionFor } from './critical-preemption';
import type { NodeHealth } from './node-health';
import { forbiddenSysctl } from './sysctls';

/** Why a pod is turned away: reason and message of its status; the status puts `Pod was rejected: ` before the message. */
export interface PodRejection {
  readonly reason: string;
  readonly message: string;
}

/** A shortage of a resource, beside other reasons. */
export interface Shortage {
  readonly resource: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

const OPERATING_SYSTEM = 'linux';
const OPERATING_SYSTEM_LABEL = 'kubernetes.io/os';
const MEMORY_TAINT = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
const ORDER = ['cpu', 'memory', 'ephemeral-storage'];

/** @param others the pods that the node has taken and that have not ended */
export function podRejection(
  pod: Pod,
  others: readonly Pod[],
  node: Node | undefined,
  health: NodeHealth,
): PodRejection | undefined {
  const pressed = underPressure(pod, health);
  if (pressed) return pressed;
  const sysctl = forbiddenSysctl(pod);
  if (sysctl !== undefined) return { reason: 'SysctlForbidden', message: sysctl };
  if (!node) return { reason: 'InvalidNodeInfo', message: 'Kubelet cannot get node info.' };
  return misfit(pod, others, node) ?? wrongSystem(pod, node) ?? shutdown(health);
}

/** The pods that must end for one that was taken although resources are short. */
export function preemptedFor(pod: Pod, others: readonly Pod[], node: Node | undefined): readonly Pod[] {
  if (!node || !isCriticalPod(pod)) return [];
  const preemption = preemptionFor(pod, others, shortages(pod, others, node));
  return preemption.error === undefined ? preemption.victims : [];
}

function underPressure(pod: Pod, health: NodeHealth): PodRejection | undefined {
  const pressures = health.pressures();
  if (pressures.size === 0 || isCriticalPod(pod)) return undefined;
  if (pressures.size === 1 && pressures.has('MemoryPressure')) {
    if (qosClassOf(pod.spec) !== 'BestEffort') return undefined;
    if (pod.spec.tolerations?.some((toleration) => tolerates(toleration, MEMORY_TAINT))) return undefined;
  }
  return { reason: 'Evicted', message: `The node had condition: [${[...pressures].join(' ')}]. ` };
}

function misfit(pod: Pod, others: readonly Pod[], node: Node): PodRejection | undefined {
  const sidecar = pod.spec.initContainers?.find(({ restartPolicy }) => restartPolicy === 'Always');
  if (sidecar) {
    const message = `Init container "${sidecar.name}" may not have a non-default restartPolicy`;
    return { reason: 'InitContainerRestartPolicyForbidden', message };
  }
  const [shortage] = isCriticalPod(pod) ? [] : shortages(pod, others, node);
  if (shortage) {
    const { resource, requested, used, capacity } = shortage;
    const amounts = `requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${resource}`, message: `Node didn't have enough resource: ${resource}, ${amounts}` };
  }
  const predicate = failedPredicate(pod, others, node);
  if (predicate !== undefined) return { reason: predicate, message: `Predicate ${predicate} failed` };
  const { error } = isCriticalPod(pod) ? preemptionFor(pod, others, shortages(pod, others, node)) : {};
  if (error === undefined) return undefined;
  const why = `preemption: error finding a set of pods to preempt: ${error}`;
  const message = `Unexpected error while attempting to recover from admission failure: ${why}`;
  return { reason: 'UnexpectedAdmissionError', message };
}

/** What the node has too little of, in the order in which it is looked for. */
export function shortages(pod: Pod, others: readonly Pod[], node: Node): readonly Shortage[] {
  const allocatable = amountsOf(node.status?.allocatable);
  const used = new Map<string, number>();
  for (const other of others) addTo(used, podRequests(other));
  const short: Shortage[] = [];
  const slots = allocatable.get('pods') ?? 0;
  if (others.length + 1 > slots) short.push({ resource: 'pods', requested: 1, used: others.length, capacity: slots });
  const requests = podRequests(withoutForeign(pod, allocatable));
  const scalars = [...requests.keys()].filter(isScalar).sort();
  for (const resource of [...ORDER, ...scalars]) {
    const requested = requests.get(resource) ?? 0;
    const taken = used.get(resource) ?? 0;
    const capacity = allocatable.get(resource) ?? 0;
    if (requested > 0 && requested > capacity - taken) short.push({ resource, requested, used: taken, capacity });
  }
  return short;
}

/** The pod as if its containers, other than its init containers, asked only for what the node knows. */
function withoutForeign(pod: Pod, allocatable: ReadonlyMap<string, number>): Pod {
  const asksForeign = ({ resources }: Container): boolean =>
    Object.keys(resources?.requests ?? {}).some((name) => isForeign(name, allocatable));
  if (!pod.spec.containers.some(asksForeign)) return pod;
  const containers = pod.spec.containers.map((container) => {
    const requests = Object.entries(container.resources?.requests ?? {});
    const known = requests.filter(([name]) => !isForeign(name, allocatable));
    return { ...container, resources: { ...container.resources, requests: Object.fromEntries(known) } };
  });
  return { ...pod, spec: { ...pod.spec, containers } };
}

/** An extended resource that the node does not know belongs to the cluster. */
function isForeign(resource: string, allocatable: ReadonlyMap<string, number>): boolean {
  return resource.includes('/') && !resource.includes('kubernetes.io/') && !allocatable.has(resource);
}

function failedPredicate(pod: Pod, others: readonly Pod[], { metadata, spec }: Node): string | undefined {
  if (!isRequiredNode(pod, { name: metadata.name, labels: metadata.labels ?? {} })) return 'NodeAffinity';
  const ports = new HostPorts();
  for (const other of others) ports.count(hostPortsOf(other), 1);
  if (hostPortsOf(pod).some((port) => ports.clash(port))) return 'NodePorts';
  return untolerated(spec?.taints, pod.spec.tolerations, ['NoExecute']) ? 'TaintToleration' : undefined;
}

function wrongSystem({ metadata, spec }: Pod, node: Node): PodRejection | undefined {
  const label = metadata.labels?.[OPERATING_SYSTEM_LABEL];
  if (label !== undefined && label !== (node.metadata.labels?.[OPERATING_SYSTEM_LABEL] ?? OPERATING_SYSTEM)) {
    const message = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label";
    return { reason: 'PodOSSelectorNodeLabelDoesNotMatch', message };
  }
  if (spec.os === undefined || spec.os.name === OPERATING_SYSTEM) return undefined;
  return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
}

function shutdown({ shuttingDown }: NodeHealth): PodRejection | undefined {
  return shuttingDown
    ? { reason: 'NodeShutdown', message: 'Pod was rejected as the node is shutting down.' }
    : undefined;
}
