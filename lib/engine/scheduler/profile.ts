/**
 * Which plugins look at the pods of one scheduler name, in which order and with which weights.
 *
 * Upstream: pkg/scheduler/profile/profile.go, framework/runtime/framework.go (frameworkImpl)
 */
import type { ClusterEvent, Plugin } from './framework';

/** A plugin that gives points, and what they count. */
export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

export interface Profile {
  readonly schedulerName: string;
  readonly preEnqueue: readonly Plugin[];
  readonly preFilter: readonly Plugin[];
  readonly filter: readonly Plugin[];
  readonly score: readonly WeightedPlugin[];
  readonly reserve: readonly Plugin[];
  readonly preBind: readonly Plugin[];
  /** Whether pods of lower priority may have to go. */
  readonly preempts: boolean;
  /** How much of a large cluster is searched for nodes that fit, in percent; 0 leaves it to the cluster's size. */
  readonly percentageOfNodesToScore: number;
}

/** Whether a change may let in what one of the plugins has refused. */
export function caresAbout(profile: Profile, refusedBy: ReadonlySet<string>, event: ClusterEvent): boolean {
  const asks = [profile.preEnqueue, profile.preFilter, profile.filter, profile.reserve, profile.preBind];
  return asks.some((plugins) => plugins.some(({ name, wakesOn }) => refusedBy.has(name) && wakesOn?.includes(event)));
}
