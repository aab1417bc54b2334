/** All invariants of the engine. Add your own in the same shape. */
import type { ChangeInvariant, RestInvariant } from './invariant';
import { OBJECT_INVARIANTS } from './object-invariants';
import { POD_INVARIANTS } from './pod-invariants';
import { RESOURCE_INVARIANTS } from './resource-invariants';
import { REST_INVARIANTS } from './rest-invariants';
import { WORKLOAD_INVARIANTS } from './workload-invariants';

export type AnyInvariant = ChangeInvariant | RestInvariant;

export const INVARIANTS: readonly AnyInvariant[] = [
  ...OBJECT_INVARIANTS,
  ...POD_INVARIANTS,
  ...WORKLOAD_INVARIANTS,
  ...RESOURCE_INVARIANTS,
  ...REST_INVARIANTS,
];
