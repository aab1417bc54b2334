/**
 * A node and the pods on it, summed up: kept up to date pod by pod, so that no decision adds anything up again.
 *
 * Upstream: pkg/scheduler/framework/types.go (NodeInfo)
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { HostPorts } from '../apimachinery/host-ports';
import { addTo, amountsOf, comparableRequests, podRequests, type Amounts } from '../apimachinery/pod-resources';

/** What is worked out of a pod once, however often it is looked at. */
export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Amounts;
  /** What it asks anything of: cpu, memory and ephemeral storage first, then by name. */
  readonly wanted: readonly (readonly [resource: string, amount: number])[];
  readonly comparable: Amounts;
  readonly hasAffinity: boolean;
  readonly hasRequiredAntiAffinity: boolean;
}

const PLAIN_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const known = new WeakMap<Pod, PodInfo>();

export function podInfoOf(pod: Pod): PodInfo {
  let info = known.get(pod);
  if (!info) {
    const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
    const requests = podRequests(pod);
    info = {
      pod,
      requests,
      wanted: inOrder(requests),
      comparable: comparableRequests(pod),
      hasAffinity: podAffinity !== undefined || podAntiAffinity !== undefined,
      hasRequiredAntiAffinity: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0,
    };
    known.set(pod, info);
  }
  return info;
}

function inOrder(requests: Amounts): (readonly [string, number])[] {
  const rank = (resource: string): number => {
    const index = PLAIN_RESOURCES.indexOf(resource);
    return index < 0 ? PLAIN_RESOURCES.length : index;
  };
  const asked = [...requests].filter(([resource, amount]) => amount > 0 && resource !== 'pods');
  return asked.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

export class NodeInfo {
  readonly #pods = new Map<string, PodInfo>();
  readonly #requested = new Map<string, number>();
  readonly #comparable = new Map<string, number>();
  readonly #claims = new Map<string, number>();
  readonly #withAffinity = new Set<PodInfo>();
  readonly #withRequiredAntiAffinity = new Set<PodInfo>();
  readonly hostPorts = new HostPorts();
  #node: Node;
  #allocatable: Amounts;

  constructor(node: Node) {
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable);
  }

  get node(): Node {
    return this.#node;
  }

  set node(node: Node) {
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable);
  }

  get name(): string {
    return this.#node.metadata.name;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#node.metadata.labels ?? {};
  }

  get allocatable(): Amounts {
    return this.#allocatable;
  }

  /** What the pods request. */
  get requested(): Amounts {
    return this.#requested;
  }

  /** What the pods request, where each counts for something. */
  get comparable(): Amounts {
    return this.#comparable;
  }

  /** In the order in which they came. */
  get pods(): IterableIterator<PodInfo> {
    return this.#pods.values();
  }

  get podCount(): number {
    return this.#pods.size;
  }

  /** Those that want to be near other pods, or away from them. */
  get podsWithAffinity(): ReadonlySet<PodInfo> {
    return this.#withAffinity;
  }

  /** Those that must be away from other pods. */
  get podsWithRequiredAntiAffinity(): ReadonlySet<PodInfo> {
    return this.#withRequiredAntiAffinity;
  }

  /** How many pods use a claim, by `namespace/name`. */
  claimUsers(claim: string): number {
    return this.#claims.get(claim) ?? 0;
  }

  addPod(pod: Pod): void {
    const { uid } = pod.metadata;
    if (this.#pods.has(uid)) this.removePod(pod);
    const info = podInfoOf(pod);
    this.#pods.set(uid, info);
    if (info.hasAffinity) this.#withAffinity.add(info);
    if (info.hasRequiredAntiAffinity) this.#withRequiredAntiAffinity.add(info);
    this.#count(info, 1);
  }

  removePod(pod: Pod): void {
    const info = this.#pods.get(pod.metadata.uid);
    if (!info) return;
    this.#pods.delete(pod.metadata.uid);
    this.#withAffinity.delete(info);
    this.#withRequiredAntiAffinity.delete(info);
    this.#count(info, -1);
  }

  /** A copy that can be changed, to try what would be without some pods. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.#node);
    for (const { pod } of this.#pods.values()) copy.addPod(pod);
    return copy;
  }

  #count({ pod, requests, comparable }: PodInfo, sign: 1 | -1): void {
    addTo(this.#requested, requests, sign);
    addTo(this.#comparable, comparable, sign);
    this.hostPorts.count(pod, sign);
    for (const { persistentVolumeClaim } of pod.spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      const claim = `${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`;
      this.#claims.set(claim, (this.#claims.get(claim) ?? 0) + sign);
    }
  }
}
