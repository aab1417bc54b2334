/** A course of events for a cluster, by virtual time: what breaks, what is applied, and what is expected. */
import type { DraftObject } from '../../engine/apimachinery/object-meta';
import type { FaultArguments } from '../../engine/faults/fault-catalogue';

/** What happens at a moment. */
export type ScenarioEvent = FaultEvent | HealEvent | ApplyEvent | ExpectEvent;

interface Moment {
  /** Virtual time since the manifests were applied, in milliseconds. */
  readonly atMs: number;
}

export interface FaultEvent extends Moment {
  readonly fault: string;
  readonly with: FaultArguments;
  /** How long it lasts, in milliseconds. @default until it is healed */
  readonly forMs?: number;
}

/** Everything that is broken, or the faults of one name, is healed. */
export interface HealEvent extends Moment {
  readonly heal: string;
}

export interface ApplyEvent extends Moment {
  readonly apply: readonly DraftObject[];
}

export interface ExpectEvent extends Moment {
  readonly expect: Expectation;
  /** It has so long to come true, in milliseconds. @default 0 */
  readonly withinMs: number;
}

/** What is to be so. */
export type Expectation =
  /** All Deployments, StatefulSets and DaemonSets are available, or not all. */
  { readonly available: boolean } | ObjectExpectation;

/** Something about one object; just that it is there where nothing more is said. */
export interface ObjectExpectation {
  readonly kind: string;
  readonly name: string;
  /** @default default */
  readonly namespace: string;
  /** @default true */
  readonly exists: boolean;
  /** A member, such as `status.availableReplicas`; `status.conditions[Ready].status` is found by type or name. */
  readonly field?: string;
  readonly is?: string | number | boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Scenario {
  /** In order of time. */
  readonly events: readonly ScenarioEvent[];
  readonly nodes?: number;
  readonly seed?: string;
}

/** The text is no scenario: the message says where, what was found and what was expected. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
