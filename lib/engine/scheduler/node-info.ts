/**
 * A node and the pods on it, summed up: kept up to date pod by pod, so that no decision adds anything up again.
 *
 * Upstream: pkg/scheduler/framework/types.go (NodeInfo)
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { HostPorts } from '../apimachinery/host-ports';
import { addTo, amountsOf, type Amounts } from '../apimachinery/pod-resources';
import { demandsOf, type PodDemands } from './pod-demands';

interface PlacedPod {
  readonly pod: Pod;
  readonly demands: PodDemands;
}

export class NodeInfo {
  readonly #pods = new Map<string, PlacedPod>();
  readonly #requested = new Map<string, number>();
  readonly #comparable = new Map<string, number>();
  readonly #claims = new Map<string, number>();
  readonly hostPorts = new HostPorts();
  #version = 0;
  #node: Node;
  #allocatable: Amounts;
  #images: ReadonlyMap<string, number>;

  /** @param slot where lists about all nodes keep what they say of this one; a small number that is free again when the node is gone */
  constructor(
    node: Node,
    readonly slot: number,
  ) {
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable);
    this.#images = imageSizes(node);
  }

  /** Goes up with each change that may make a difference to a pod that looks for a place. */
  get version(): number {
    return this.#version;
  }

  get node(): Node {
    return this.#node;
  }

  set node(node: Node) {
    const { metadata, spec, status } = this.#node;
    const gives = node.status?.allocatable !== status?.allocatable;
    const holds = node.status?.images !== status?.images;
    this.#node = node;
    if (gives) this.#allocatable = amountsOf(node.status?.allocatable);
    if (holds) this.#images = imageSizes(node);
    // Most of what is said of a node is that it is still there.
    if (gives || holds || node.spec !== spec || node.metadata.labels !== metadata.labels) this.#version++;
  }

  get name(): string {
    return this.#node.metadata.name;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#node.metadata.labels ?? NO_LABELS;
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
  *pods(): IterableIterator<Pod> {
    for (const { pod } of this.#pods.values()) yield pod;
  }

  get podCount(): number {
    return this.#pods.size;
  }

  /** How many pods use a claim, by `namespace/name`. */
  claimUsers(claim: string): number {
    return this.#claims.get(claim) ?? 0;
  }

  /** A pod that is new here, or has changed. */
  addPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const before = this.#pods.get(uid);
    const demands = demandsOf(pod);
    this.#pods.delete(uid);
    this.#pods.set(uid, { pod, demands });
    // Most of what happens to a pod that is there changes nothing that counts here.
    if (before?.demands === demands) return;
    if (before) this.#count(before, -1);
    this.#count({ pod, demands }, 1);
  }

  removePod({ metadata: { uid } }: Pod): void {
    const placed = this.#pods.get(uid);
    if (!placed) return;
    this.#pods.delete(uid);
    this.#count(placed, -1);
  }

  /** A copy that can be changed, to try what would be without some pods. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.#node, this.slot);
    for (const { pod } of this.#pods.values()) copy.addPod(pod);
    return copy;
  }

  #count({ pod, demands }: PlacedPod, sign: 1 | -1): void {
    this.#version++;
    addTo(this.#requested, demands.requests, sign);
    addTo(this.#comparable, demands.comparable, sign);
    this.hostPorts.count(demands.hostPorts, sign);
    for (const name of demands.claimNames) {
      const claim = `${pod.metadata.namespace}/${name}`;
      this.#claims.set(claim, (this.#claims.get(claim) ?? 0) + sign);
    }
  }
}

const NO_LABELS: Readonly<Record<string, string>> = {};

function imageSizes({ status }: Node): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of status?.images ?? []) {
    for (const name of names) if (!sizes.has(name)) sizes.set(name, sizeBytes);
  }
  return sizes;
}
