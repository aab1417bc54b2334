/**
 * Numbers of pods that may be percentages: `1`, `25%`.
 *
 * Upstream: pkg/apis/apps/validation/validation.go (ValidatePositiveIntOrPercent, IsNotMoreThan100Percent, getIntOrPercentValue)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { goIntOrString } from '../../apimachinery/validation/go-value';
import { percentFaults } from '../../apimachinery/validation/names';
import { given, nonNegative, type Rule } from '../validation/rules';

export type IntOrString = number | string;

/** A number from 0, or a percentage. */
export const positiveIntOrPercent: Rule<IntOrString> = given((value, at, report, context) => {
  if (typeof value === 'number') return nonNegative(value, at, report, context);
  for (const fault of percentFaults(value)) report(FieldError.invalid(at, goIntOrString(value), fault));
});

export const notMoreThan100Percent: Rule<IntOrString> = given((value, at, report) => {
  const percent = percentOf(value);
  if (percent === undefined || percent <= 100) return;
  report(FieldError.invalid(at, goIntOrString(value), 'must not be greater than 100%'));
});

/** The number, of a percentage the part before `%`; what is neither counts as the number that its text is, or 0. */
export function intOrPercentValue(value: IntOrString | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0);
}

function percentOf(value: IntOrString): number | undefined {
  if (typeof value === 'number' || percentFaults(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}
