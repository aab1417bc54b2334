/**
 * Tolerations.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateTolerations, validateOnlyAddedTolerations)
 */
import type { Toleration } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goPointer, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { labelValueFaults, qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { each, given, matches, oneOf, optional, type Report, type Rule } from '../../validation/rules';

/** Effects of a taint. */
export const taintEffectRule: Rule<string> = oneOf<string>('NoSchedule', 'PreferNoSchedule', 'NoExecute');

export function shownToleration({
  key = '',
  operator = '',
  value = '',
  effect = '',
  tolerationSeconds,
}: Toleration): GoValue {
  return goStruct('core.Toleration', {
    Key: key,
    Operator: operator,
    Value: value,
    Effect: effect,
    TolerationSeconds: goPointer('int64', tolerationSeconds !== undefined),
  });
}

/** All told at `operator`, also what is wrong with the value. */
function valueFaults(toleration: Toleration, at: FieldPath, report: Report): void {
  const { operator = '', value = '' } = toleration;
  if (operator === 'Exists') {
    if (value === '') return;
    report(FieldError.invalid(at, shownToleration(toleration), "value must be empty when `operator` is 'Exists'"));
  } else if (operator === 'Equal' || operator === '') {
    const faults = labelValueFaults(value);
    if (faults.length > 0) report(FieldError.invalid(at, value, faults.join(';')));
  } else report(FieldError.notSupported(at, operator, ['Equal', 'Exists']));
}

const tolerationRule: Rule<Toleration> = given((toleration, at, report, context) => {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  optional(matches(qualifiedNameFaults))(key, at.child('key'), report, context);
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    report(FieldError.invalid(at.child('operator'), operator, detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    report(FieldError.invalid(at.child('effect'), effect, detail));
  }
  valueFaults(toleration, at.child('operator'), report);
  optional(taintEffectRule)(effect, at.child('effect'), report, context);
});

export const tolerationsRule: Rule<readonly Toleration[]> = each(tolerationRule);

/** A pod that exists may get further tolerations; of the others only the seconds may change. */
export function tolerationChangeFaults(
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
  at: FieldPath,
  report: Report,
): void {
  const kept = (before: Toleration): boolean => tolerations.some((toleration) => sameButSeconds(toleration, before));
  if (old.every(kept)) tolerationsRule(tolerations, at, report, undefined);
  else report(FieldError.forbidden(at, 'existing toleration can not be modified except its tolerationSeconds'));
}

function sameButSeconds(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.operator === b.operator && a.value === b.value && a.effect === b.effect;
}
