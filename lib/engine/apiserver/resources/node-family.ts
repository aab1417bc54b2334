/** Strategies of what nodes and the scheduler go by: coordination.k8s.io, node.k8s.io, scheduling.k8s.io. */
import type { ResourceStrategy } from '../strategy';
import { leases } from './leases';
import { priorityClasses } from './priority-classes';
import { runtimeClasses } from './runtime-classes';

export const nodeFamily: Readonly<Record<string, ResourceStrategy>> = {
  'coordination.k8s.io/leases': leases,
  'node.k8s.io/runtimeclasses': runtimeClasses,
  'scheduling.k8s.io/priorityclasses': priorityClasses,
};
