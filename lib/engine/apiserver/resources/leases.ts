/**
 * Lease: who leads, and until when.
 *
 * Upstream: pkg/registry/coordination/lease/strategy.go, pkg/apis/coordination/validation/validation.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { fields, nonNegative, positive } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

type LeaseSpec = { readonly leaseDurationSeconds?: number; readonly leaseTransitions?: number };

type Lease = KubeObject<{ readonly spec?: LeaseSpec }>;

export const leases = kindStrategy<Lease>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  qualifiedFinalizers: false,
  rule: fields<Lease>({ spec: fields<LeaseSpec>({ leaseDurationSeconds: positive, leaseTransitions: nonNegative }) }),
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
});
