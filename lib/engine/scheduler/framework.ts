/**
 * What a scheduling plugin may say, and when it is asked.
 *
 * A pod that is to be placed goes through: preEnqueue, preFilter, filter for each node, postFilter where no node is left (preemption),
 * preScore, score for each node that is left, reserve and preBind.
 *
 * Upstream: pkg/scheduler/framework/interface.go
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { NodeInfo } from './node-info';
import type { Snapshot } from './snapshot';

/** Why a pod does not fit: other pods going might help, or nothing that preemption could do would; or something went wrong. */
export interface Refusal {
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';
  readonly reasons: readonly string[];
}

export function unschedulable(...reasons: readonly string[]): Refusal {
  return { code: 'Unschedulable', reasons };
}

export function unresolvable(...reasons: readonly string[]): Refusal {
  return { code: 'UnschedulableAndUnresolvable', reasons };
}

/** The attempt as a whole comes to nothing, whatever the other nodes. */
export function failed(reason: string): Refusal {
  return { code: 'Error', reasons: [reason] };
}

/** What one look at one pod shares between plugins and steps; each plugin keeps its own under its name. */
export class CycleState {
  readonly #values = new Map<string, unknown>();

  constructor(readonly snapshot: Snapshot) {}

  get<T>(plugin: string): T | undefined {
    return this.#values.get(plugin) as T | undefined;
  }

  set(plugin: string, value: unknown): void {
    this.#values.set(plugin, value);
  }
}

/** Kinds of change in the cluster that may let a pod in. */
export type ClusterEvent =
  | 'PodAdded'
  | 'PodUpdated'
  | 'PodDeleted'
  | 'NodeAdded'
  | 'NodeAllocatable'
  | 'NodeLabel'
  | 'NodeTaint'
  | 'NodeCondition'
  | 'VolumeAdded'
  | 'VolumeUpdated'
  | 'ClaimAdded'
  | 'ClaimUpdated'
  | 'StorageClassAdded'
  | 'StorageClassUpdated'
  | 'CsiNodeAdded'
  | 'CsiNodeUpdated'
  | 'CsiDriverChanged'
  | 'StorageCapacityChanged';

/** All that a node may become that is of interest. */
export const NODE_UPDATES: readonly ClusterEvent[] = ['NodeAllocatable', 'NodeLabel', 'NodeTaint', 'NodeCondition'];

export interface PreFilterAnswer {
  readonly refusal?: Refusal;
  /** Only these nodes can do. */
  readonly nodeNames?: ReadonlySet<string>;
  /** The plugin has nothing to say about this pod. */
  readonly skip?: boolean;
}

/** What a plugin says of each node for one pod: undefined lets the node pass. */
export type NodeFilter = (node: NodeInfo) => Refusal | undefined;

/** The points that a plugin gives to each node for one pod. */
export type NodeScore = (node: NodeInfo) => number;

export interface Plugin {
  readonly name: string;
  /**
   * What of a pod the plugin looks at, as a text. For pods of the same text it takes part or not alike, and says the same of a node as long
   * as nothing about the node and its pods changes; it is asked once. Absent where an answer depends on more.
   */
  traitsOf?(pod: Pod): string;
  /** Changes after which a pod that this plugin refused is tried again. */
  readonly wakesOn?: readonly ClusterEvent[];
  /** Undefined lets the pod into the queue. */
  preEnqueue?(pod: Pod): Refusal | undefined;
  preFilter?(state: CycleState, pod: Pod): PreFilterAnswer | void;
  /** Asked once for each pod. */
  filter?(state: CycleState, pod: Pod): NodeFilter;
  /** Preemption tries what would be with or without a pod. */
  podAdded?(state: CycleState, pod: Pod, other: Pod, node: NodeInfo): void;
  podRemoved?(state: CycleState, pod: Pod, other: Pod, node: NodeInfo): void;
  readonly score?: ScoreFunctions;
  /** The node is chosen: what the pod will use there is kept for it. */
  reserve?(state: CycleState, pod: Pod, node: NodeInfo): Refusal | undefined;
  /** The pod does not come after all; also called where nothing was reserved. */
  unreserve?(state: CycleState, pod: Pod, node: NodeInfo): void;
  /** What has to be done, and perhaps waited for, before the pod is bound. */
  preBind?(state: CycleState, pod: Pod, node: NodeInfo): Refusal | BindingWait | undefined;
}

/** Something that has to happen before a pod can be bound; other pods are looked at meanwhile. */
export interface BindingWait {
  /** After so long it is given up. */
  readonly timeoutMs: number;
  /** Asked once a second. */
  look(): 'done' | 'waiting' | Refusal;
}

export interface ScoreFunctions {
  /** False: the plugin does not take part for this pod. */
  prepare?(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): boolean;
  /** Asked once for each pod; a number is that of every node. */
  of(state: CycleState, pod: Pod): NodeScore | number;
  /** Brings scores into 0 to 100, in place. */
  normalize?(state: CycleState, pod: Pod, scores: Float64Array, nodes: readonly NodeInfo[]): void;
}

export const MAX_SCORE = 100;

/** Scales so that the highest becomes 100; `reverse` turns the order around. All 0 stay 0, or become 100 reversed. */
export function normalizeToMax(scores: Float64Array, reverse: boolean): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  for (let index = 0; index < scores.length; index++) {
    const scaled = highest === 0 ? 0 : Math.floor((MAX_SCORE * scores[index]!) / highest);
    scores[index] = reverse ? MAX_SCORE - scaled : scaled;
  }
}
