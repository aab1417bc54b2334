/**
 * Taints of a node.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateNodeTaints)
 */
import { FieldError } from '../../../apimachinery/validation/field-error';
import { goStruct, goTime, GoValue } from '../../../apimachinery/validation/go-value';
import { labelValueFaults, qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { given, required, type Rule } from '../../validation/rules';
import { taintEffectRule } from '../pod/toleration-rules';
import type { Taint } from '../../../apimachinery/api/core-v1';

/** Key and effect distinguish taints. */
export const taintsRule: Rule<readonly Taint[]> = given((taints, at, report, context) => {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const { key = '', value = '', effect = '' } = taint;
    const place = at.index(index);
    for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(place.child('key'), key, fault));
    const faults = labelValueFaults(value);
    if (faults.length > 0) report(FieldError.invalid(place.child('value'), value, faults.join(';')));
    required(taintEffectRule)(effect, place.child('effect'), report, context);
    const identity = `${effect}/${key}`;
    if (seen.has(identity)) {
      report(FieldError.duplicate(place, shownTaint(taint)).withDetail('taints must be unique by key and effect pair'));
    }
    seen.add(identity);
  });
});

function shownTaint({ key = '', value = '', effect = '', timeAdded }: Taint): GoValue {
  return goStruct('core.Taint', {
    Key: key,
    Value: value,
    Effect: effect,
    TimeAdded: timeAdded === undefined ? new GoValue('<nil>') : goTime(timeAdded),
  });
}
