import { selectorText } from '../../../../lib/engine/controllers/disruption/selector-text';

describe('selectorText', () => {
  test('writes a selector as Go does, labels in order of name', () => {
    const matchExpressions = [{ key: 'tier', operator: 'In', values: ['a', 'b'] }];
    expect(selectorText({ matchLabels: { b: '2', a: '1' }, matchExpressions })).toBe(
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},' +
        'MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:tier,Operator:In,Values:[a b],},},}',
    );
  });

  test('writes nil for none', () => {
    expect(selectorText(undefined)).toBe('nil');
  });
});
