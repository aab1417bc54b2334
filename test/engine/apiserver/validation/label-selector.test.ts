import type { LabelSelector } from '../../../../lib/engine/apimachinery/labels';
import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';
import {
  labelSelectorRule,
  lenientLabelSelectorRule,
} from '../../../../lib/engine/apiserver/validation/label-selector';
import { faultsOf } from '../../../../lib/engine/apiserver/validation/rules';

const at = FieldPath.of('spec', 'selector');

function requirement(key: string, operator: string, values?: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, values }] };
}

describe('labelSelectorRule', () => {
  test.each([
    [
      requirement('a', 'In'),
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
    [
      requirement('a', 'Exists', ['x']),
      "spec.selector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    ],
    [
      requirement('a', 'Like', ['x']),
      'spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
    ],
  ])('refuses %j', (selector, message) => {
    expect(faultsOf(labelSelectorRule, selector, at).map(String)).toEqual([message]);
  });

  test('looks at keys and values', () => {
    const found = faultsOf(labelSelectorRule, requirement('a b', 'In', ['x y']), at).map(({ field }) => field);
    expect(found).toEqual(['spec.selector.matchExpressions[0].key', 'spec.selector.matchExpressions[0].values[0]']);
  });

  test('the lenient rule takes any value', () => {
    expect(faultsOf(lenientLabelSelectorRule, requirement('a', 'In', ['x y']), at)).toEqual([]);
  });
});
