/** How a new version reaches users. */
import { type ReleasableServiceName } from './service-names';

/** Names of the strategies. */
export const RELEASE_STRATEGY_NAMES = ['rolling', 'recreate', 'blueGreen', 'canary'] as const;

/** Pods are replaced a few at a time. */
export interface RollingRelease {
  readonly strategy: 'rolling';
  /**
   * Pods that may run beyond the number asked for.
   * @default '25%'
   */
  readonly maxSurge?: number | string;
  /**
   * Pods that may be missing meanwhile.
   * @default 0
   */
  readonly maxUnavailable?: number | string;
}

/** All old pods end before the first new one starts: a gap, but never two versions at once. */
export interface RecreateRelease {
  readonly strategy: 'recreate';
}

/** What runs beside the current version. */
export interface CandidateProps {
  /**
   * Services that are released this way; the others roll.
   * @default ['frontend']
   */
  readonly services?: readonly ReleasableServiceName[];
  /**
   * Image tag of the candidate.
   * @default - the shop's tag, as between two releases
   */
  readonly candidateTag?: string;
}

/** Two full sets of pods, blue and green; one Service sends everybody to the active one. Switch by changing `active`. */
export interface BlueGreenRelease extends CandidateProps {
  readonly strategy: 'blueGreen';
  /**
   * The colour that users reach; the candidate has the other one.
   * @default 'blue'
   */
  readonly active?: 'blue' | 'green';
}

/** Some users reach the candidate: as many as it has of all pods, or exactly as many per cent as the route says. */
export interface CanaryRelease extends CandidateProps {
  readonly strategy: 'canary';
  /**
   * What decides how many users reach the candidate. `routes` needs the frontend alone to be released this way, and a gateway
   * (`expose: { type: 'gateway' }`) that weighs.
   * @default - one pod behind the common Service
   */
  readonly split?:
    | { readonly by: 'replicas'; readonly replicas: number }
    | { readonly by: 'routes'; readonly percent: number; readonly replicas?: number };
}

/** How a new version reaches users. */
export type ReleaseStrategy = RollingRelease | RecreateRelease | BlueGreenRelease | CanaryRelease;

/** Name of a strategy. */
export type ReleaseStrategyName = ReleaseStrategy['strategy'];
