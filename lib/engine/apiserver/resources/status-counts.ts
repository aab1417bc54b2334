/**
 * Counters in the status of workloads: none below 0, none above what it is a part of, and a collision count that only grows.
 *
 * Upstream: pkg/apis/apps/validation/validation.go (ValidateDeploymentStatus and its like)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { nonNegative, type Report } from '../validation/rules';

export type Counts<Name extends string> = { readonly [name in Name]?: number };

/** Each of the counters that is present, in the order given. */
export function nonNegativeCounts<Name extends string>(
  status: Counts<Name> | undefined,
  names: readonly Name[],
  at: FieldPath,
  report: Report,
): void {
  for (const name of names) nonNegative(status?.[name], at.child(name), report, undefined);
}

/** Reports a counter that exceeds the one it is a part of; `whole` is how the message names it. */
export function notAbove<Name extends string>(
  status: Counts<Name> | undefined,
  part: Name,
  limit: Name,
  whole: string,
  at: FieldPath,
  report: Report,
): void {
  const value = status?.[part] ?? 0;
  if (value > (status?.[limit] ?? 0)) {
    report(FieldError.invalid(at.child(part), value, `cannot be greater than ${whole}`));
  }
}

export function collisionCountGrows(
  status: Counts<'collisionCount'> | undefined,
  old: Counts<'collisionCount'> | undefined,
  at: FieldPath,
  report: Report,
): void {
  if (old?.collisionCount === undefined) return;
  const value = status?.collisionCount;
  if (value !== undefined && value >= old.collisionCount) return;
  report(FieldError.invalid(at.child('collisionCount'), value ?? 0, 'cannot be decremented'));
}
