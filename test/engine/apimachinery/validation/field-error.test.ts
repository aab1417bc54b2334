import { FieldError } from '../../../../lib/engine/apimachinery/validation/field-error';
import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';
import {
  goIntOrString,
  goLabelSelector,
  goMap,
  goSlice,
} from '../../../../lib/engine/apimachinery/validation/go-value';

const path = FieldPath.of('spec', 'containers').index(0).child('env').key('a.b');

describe('FieldError', () => {
  test.each([
    [FieldError.required(path), 'spec.containers[0].env[a.b]: Required value'],
    [FieldError.invalid('a', 'b\n', 'no'), 'a: Invalid value: "b\\n": no'],
    [FieldError.invalid('a', -1, 'no'), 'a: Invalid value: -1: no'],
    [FieldError.invalid('a', null, 'no'), 'a: Invalid value: "null": no'],
    [FieldError.invalid('a', true, ''), 'a: Invalid value: true'],
    [FieldError.notSupported('a', 'x', ['', 'All']), 'a: Unsupported value: "x": supported values: "", "All"'],
    [
      FieldError.notSupported('dryRun', goSlice('string', ['Some']), ['All']),
      'dryRun: Unsupported value: []string{"Some"}: supported values: "All"',
    ],
    [FieldError.duplicate('a', 5), 'a: Duplicate value: 5'],
    [FieldError.notFound('a', 'x'), 'a: Not found: "x"'],
    [FieldError.tooLong('a', 'x', 128), 'a: Too long: must have at most 128 bytes'],
    [FieldError.tooLongMaxLength('a', 'x', 3), 'a: Too long: may not be longer than 3'],
    [FieldError.tooMany('a', 5, 4), 'a: Too many: 5: must have at most 4 items'],
    [FieldError.tooMany('a', -1, 4), 'a: Too many: must have at most 4 items'],
    [FieldError.internalError('a', 'boom'), 'a: Internal error: boom'],
    [FieldError.typeInvalid('a', 'string', 'odd'), 'a: Invalid value: "string": odd'],
    [
      FieldError.invalid('a', goIntOrString('50'), 'x'),
      'a: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"50"}: x',
    ],
    [
      FieldError.invalid('a', goMap('string', { b: '2', a: '1' }), 'x'),
      'a: Invalid value: map[string]string{"a":"1", "b":"2"}: x',
    ],
    [FieldError.invalid('a', goMap('string', undefined), 'x'), 'a: Invalid value: map[string]string(nil): x'],
    [
      FieldError.invalid(
        'a',
        goLabelSelector({ matchExpressions: [{ key: 'app', operator: 'Odd', values: ['a'] }] }),
        'x',
      ),
      'a: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement{v1.LabelSelectorRequirement{Key:"app", Operator:"Odd", Values:[]string{"a"}}}}: x',
    ],
    [
      FieldError.invalid('a', { x: [1, 'b'], n: null }, 'x'),
      'a: Invalid value: map[string]interface {}{"n":interface {}(nil), "x":[]interface {}{1, "b"}}: x',
    ],
  ])('%s', (error, text) => {
    expect(String(error)).toBe(text);
  });

  test('an error moves to another field without changing otherwise', () => {
    const moved = FieldError.tooMany('a', -1, 4).at(FieldPath.of('b'));
    expect(String(moved)).toBe('b: Too many: must have at most 4 items');
  });
});
