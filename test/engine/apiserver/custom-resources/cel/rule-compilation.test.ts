import { compileRules } from '../../../../../lib/engine/apiserver/custom-resources/cel/rule-compilation';
import type { ValidationRule } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';

function compiled(rule: ValidationRule): ReturnType<typeof compileRules>[number] | undefined {
  return compileRules(
    { type: 'object', properties: { n: { type: 'integer' } }, 'x-kubernetes-validations': [rule] },
    false,
  )[0];
}

describe('compileRules', () => {
  test('a rule that names the past is asked of changes only', () => {
    expect(compiled({ rule: 'self.n > 1' })?.isTransition).toBe(false);
    expect(compiled({ rule: '[1].all(i, self.n > oldSelf.n + i)' })?.isTransition).toBe(true);
  });

  test('nobody looks at the message of a rule that does not compile', () => {
    const { error, messageError } = compiled({ rule: 'self.n', messageExpression: 'nope' }) ?? {};
    expect(error).toBe('cel expression must evaluate to a bool');
    expect(messageError).toBeUndefined();
    expect(compiled({ rule: 'self.n > 1', messageExpression: 'nope' })?.messageError).toContain('undeclared reference');
  });
});
