import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { expressionFaults } from '../../../../../lib/engine/apiserver/custom-resources/cel/expression-faults';
import type { JsonSchema } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';
import { ruleCosts } from './rule-costs';

const properties: Readonly<Record<string, JsonSchema>> = {
  n: { type: 'integer' },
  s: { type: 'string' },
  list: { type: 'array', items: { type: 'string' } },
};

function errorOf(rule: string): string | undefined {
  const schema = { type: 'object', properties, 'x-kubernetes-validations': [{ rule }] };
  const [error] = expressionFaults(schema, FieldPath.of('s'));
  return error?.detail;
}

describe('expressionFaults', () => {
  test.each([
    ['self.nope > 1', "1:5: undefined field 'nope'", '....^'],
    ['self.n > self.s', "1:8: found no matching overload for '_>_' applied to '(int, string)'", '.......^'],
    ['self.n > 1 && other', "1:15: undeclared reference to 'other' (in container '')", '..............^'],
    ['nosuch(self.n)', "1:7: undeclared reference to 'nosuch' (in container '')", '......^'],
    [
      'self.n.startsWith("a")',
      "1:18: found no matching overload for 'startsWith' applied to 'int.(string)'",
      '.................^',
    ],
  ])('%s', (rule, message, marker) => {
    expect(errorOf(rule)).toBe(`compilation failed: ERROR: <input>:${message}\n | ${rule}\n | ${marker}`);
  });

  test('a chain that is too long for the machine is refused', () => {
    expect(errorOf(`${'true && '.repeat(20_000)}true`)).toContain('expression recursion limit exceeded');
  });

  test('a rule must say yes or no, and a message must be a text', () => {
    expect(errorOf('self.n')).toBe('cel expression must evaluate to a bool');
    const rules = [{ rule: 'true', messageExpression: 'self.n' }];
    const [error] = expressionFaults({ type: 'object', properties, 'x-kubernetes-validations': rules }, FieldPath.root);
    expect(error?.detail).toBe('messageExpression must evaluate to a string');
  });

  test('resources know their name, and items of a list cannot be compared with those of the past', () => {
    expect(errorOf("self.metadata.name.startsWith('a')")).toBeUndefined();
    const items: JsonSchema = {
      type: 'string',
      maxLength: 9,
      'x-kubernetes-validations': [{ rule: 'self == oldSelf' }],
    };
    const schema: JsonSchema = { type: 'object', properties: { list: { type: 'array', items } } };
    expect(expressionFaults(schema, FieldPath.of('s')).map(({ detail }) => detail)).toEqual([
      'oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[list]',
    ]);
  });

  test.each(ruleCosts.definitions)('costs: $name', ({ schema, faults }) => {
    const root: JsonSchema = { type: 'object', properties: { spec: schema } };
    const found = expressionFaults(root, FieldPath.of('spec', 'validation', 'openAPIV3Schema'));
    expect(found.map(String).sort()).toEqual(faults);
  });
});
