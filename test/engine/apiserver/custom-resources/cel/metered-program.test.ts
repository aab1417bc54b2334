import { celValueOf } from '../../../../../lib/engine/apiserver/custom-resources/cel/cel-values';
import { newEnvironment } from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-types';
import {
  CALL_LIMIT,
  type Evaluation,
  MeteredProgram,
} from '../../../../../lib/engine/apiserver/custom-resources/cel/metered-program';
import { ruleCosts } from './rule-costs';

const environment = newEnvironment().registerVariable('self', 'dyn');

function evaluate(expression: string, self: unknown): Evaluation {
  return new MeteredProgram(environment.parse(expression).ast, environment).run({ self });
}

describe('MeteredProgram', () => {
  test.each(ruleCosts.rules)('%s has the cost and the answer of upstream', (rule, _estimate, spent, holds) => {
    const { result, cost } = evaluate(rule, celValueOf(ruleCosts.value, ruleCosts.schema));
    expect({ result, cost }).toEqual({ result: holds, cost: spent });
  });

  test('can be asked again', () => {
    const program = new MeteredProgram(environment.parse('self.exists(i, i > 2)').ast, environment);
    const first = program.run({ self: [1n, 2n, 3n] });
    expect(first).toMatchObject({ result: true, isCancelled: false });
    expect(program.run({ self: [1n, 2n, 3n] })).toEqual(first);
    expect(program.run({ self: [1n] })).toMatchObject({ result: false, cost: 8 });
  });

  test('says why it failed, and what it had cost by then', () => {
    const { failure, cost } = evaluate('self.a + self.b > 1', { a: 1n });
    expect(String(failure)).toContain('No such key: b');
    expect(cost).toBe(2);
  });

  test('ends where it costs too much, also where nothing in it depends on the result', () => {
    const self = Array.from({ length: 2000 }, (_, index) => BigInt(index));
    const endless = 'self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))';
    const { cost, isCancelled } = evaluate(`${endless} || true`, self);
    expect(isCancelled).toBe(true);
    expect(cost).toBeLessThan(CALL_LIMIT + 100);
  });

  test('is not held up by a pattern that other machines go back and forth with', () => {
    const { result, isCancelled } = evaluate("self.matches('^(a+)+$')", `${'a'.repeat(5000)}!`);
    expect({ result, isCancelled }).toEqual({ result: false, isCancelled: false });
  });

  test('takes deep expressions', () => {
    const deep = `${'('.repeat(100)}self${' + 1)'.repeat(100)} > 1`;
    expect(evaluate(deep, 1n).result).toBe(true);
  });
});
