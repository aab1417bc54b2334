import { newEnvironment } from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-types';

const environment = newEnvironment();

test.each([
  ["b'ab' < b'b' && b'a' < b'ab' && b'ab' >= b'ab' && b'b' > b'ab' && b'' <= b'a'", true],
  ["string(timestamp('2024-01-01T00:00:10Z'))", '2024-01-01T00:00:10Z'],
  ["string(timestamp('2024-01-01T00:00:10.120Z'))", '2024-01-01T00:00:10.12Z'],
  ["string(duration('1m0.5s'))", '60.5s'],
  ["int(timestamp('1970-01-01T00:01:00Z'))", 60n],
  ['[3, 1, 2].max() == 3 && [3, 1, 2].min() == 1 && [1, 2].sum() == 3', true],
  ["'a1b22'.findAll('[0-9]+')", ['1', '22']],
  ["'aaa'.replace('a', 'b', 2)", 'bba'],
  ["url('https://example.com:80/a?b=c').getPort()", '80'],
])('%s', (expression, value) => {
  expect(environment.evaluate(expression)).toEqual(value);
});
