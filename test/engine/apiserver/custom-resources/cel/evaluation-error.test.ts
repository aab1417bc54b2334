import { newEnvironment } from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-types';
import { evaluationErrorText } from '../../../../../lib/engine/apiserver/custom-resources/cel/evaluation-error';

const environment = newEnvironment().registerVariable('self', 'dyn');

test.each([
  ['self.nope', 'no such key: nope'],
  ['self.list[5]', 'index out of bounds: 5'],
  ["self.list + 'x'", 'no such overload'],
  ['self.list.startsWith("a")', 'no such overload'],
  ['1 / self.zero', 'division by zero'],
])('%s fails with %s', (expression, text) => {
  let failure: unknown;
  try {
    environment.evaluate(expression, { self: { list: [1n], zero: 0n } });
  } catch (error) {
    failure = error;
  }
  expect(evaluationErrorText(failure)).toBe(text);
});
