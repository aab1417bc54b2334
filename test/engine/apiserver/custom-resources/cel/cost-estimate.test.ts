import { costOf } from '../../../../../lib/engine/apiserver/custom-resources/cel/cost-estimate';
import { declaredTypeOf } from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-sizes';
import { typedEnvironment } from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-types';
import type { JsonSchema } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';
import { ruleCosts } from './rule-costs';

function estimate(expression: string, schema: JsonSchema): number {
  return costOf(typedEnvironment(schema)!.parse(expression).ast, declaredTypeOf(schema, false)!);
}

describe('costOf', () => {
  test.each(ruleCosts.rules)('%s costs what upstream says', (rule, cost) => {
    expect(estimate(rule, ruleCosts.schema)).toBe(cost);
  });

  test('a limit of the schema makes a rule cheaper', () => {
    const list = (maxItems: number): JsonSchema => ({ type: 'array', items: { type: 'integer' }, maxItems });
    expect(estimate('self.all(i, i > 1)', list(10))).toBe(52);
    expect(estimate('self.all(i, i > 1)', list(20))).toBe(102);
  });
});
