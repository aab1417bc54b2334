/**
 * A node and the pods on it, summed up: kept up to date pod by pod, so that no decision adds anything up again.
 *
 * Upstream: pkg/scheduler/framework/types.go (NodeInfo)
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { HostPorts } from '../apimachinery/host-ports';
import { addTo, amountsOf, comparableRequests, podRequests, type Amounts } from '../apimachinery/pod-resources';
import type { NodeRefusal } from './fit-error';
import { ClassAnswers } from './pod-class';

/** What is worked out of a pod once, however often it is looked at. */
export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Amounts;
  /** What it asks anything of: cpu, memory and ephemeral storage first, then by name. */
  readonly wanted: readonly (readonly [resource: string, amount: number])[];
  readonly comparable: Amounts;
  /** All of these as one text. */
  readonly amounts: string;
  readonly hasAffinity: boolean;
  readonly hasRequiredAntiAffinity: boolean;
}

const PLAIN_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const known = new WeakMap<Pod, PodInfo>();
/** States of one pod share their spec. */
const knownBySpec = new WeakMap<object, Omit<PodInfo, 'pod'>>();

export function podInfoOf(pod: Pod): PodInfo {
  let info = known.get(pod);
  if (!info) known.set(pod, (info = { pod, ...demandsOf(pod) }));
  return info;
}

function demandsOf(pod: Pod): Omit<PodInfo, 'pod'> {
  const spec = pod.spec ?? {};
  let demands = knownBySpec.get(spec);
  if (!demands) {
    const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
    const requests = podRequests(pod);
    const comparable = comparableRequests(pod);
    demands = {
      requests,
      wanted: inOrder(requests),
      comparable,
      amounts: JSON.stringify([...requests, ...comparable]),
      hasAffinity: podAffinity !== undefined || podAntiAffinity !== undefined,
      hasRequiredAntiAffinity: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0,
    };
    knownBySpec.set(spec, demands);
  }
  return demands;
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
  /** What filters have said of the node as it is. */
  readonly verdicts = new ClassAnswers<NodeRefusal>();
  /** The same of those that give points, plugin by plugin. */
  readonly points = new ClassAnswers<readonly number[]>();
  #node: Node;
  #allocatable: Amounts;
  #images: ReadonlyMap<string, number>;

  constructor(node: Node) {
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable);
    this.#images = imageSizes(node);
  }

  get node(): Node {
    return this.#node;
  }

  set node(node: Node) {
    const { status } = this.#node;
    this.#node = node;
    if (node.status?.allocatable !== status?.allocatable) this.#allocatable = amountsOf(node.status?.allocatable);
    if (node.status?.images !== status?.images) this.#images = imageSizes(node);
    this.#changed();
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

  /** The images that it has, and their sizes in bytes, by each of their names. */
  get images(): ReadonlyMap<string, number> {
    return this.#images;
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
    const before = this.#pods.get(uid);
    const info = podInfoOf(pod);
    // Most of what happens to a pod that is there changes nothing that counts here.
    const isSame = before !== undefined && before.pod.spec === pod.spec;
    if (before && !isSame) this.#count(before, -1);
    if (before) this.#forget(before);
    this.#pods.set(uid, info);
    if (info.hasAffinity) this.#withAffinity.add(info);
    if (info.hasRequiredAntiAffinity) this.#withRequiredAntiAffinity.add(info);
    if (!isSame) this.#count(info, 1);
  }

  removePod(pod: Pod): void {
    const info = this.#pods.get(pod.metadata.uid);
    if (!info) return;
    this.#forget(info);
    this.#count(info, -1);
  }

  #forget(info: PodInfo): void {
    this.#pods.delete(info.pod.metadata.uid);
    this.#withAffinity.delete(info);
    this.#withRequiredAntiAffinity.delete(info);
  }

  /** A copy that can be changed, to try what would be without some pods. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.#node);
    for (const { pod } of this.#pods.values()) copy.addPod(pod);
    return copy;
  }

  #changed(): void {
    this.verdicts.clear();
    this.points.clear();
  }

  #count({ pod, requests, comparable }: PodInfo, sign: 1 | -1): void {
    this.#changed();
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

function imageSizes({ status }: Node): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of status?.images ?? []) {
    for (const name of names) if (!sizes.has(name)) sizes.set(name, sizeBytes);
  }
  return sizes;
}
