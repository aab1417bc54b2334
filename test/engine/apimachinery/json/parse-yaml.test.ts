import { plainJson } from '../../../../lib/engine/apimachinery/json/decode';
import { parseYaml } from '../../../../lib/engine/apimachinery/json/parse-yaml';

describe('parseYaml', () => {
  test.each([
    ['2024-01-01T00:00:00.000000Z', '2024-01-01T00:00:00.000000Z'],
    ['2024-01-01', '2024-01-01'],
    ['22:22', '22:22'],
    ['1:30.5', '1:30.5'],
    ['014', 12],
    ['1_000', 1000],
    ['yes', true],
    ['~', null],
  ])('%s is read as Go reads it', (text, value) => {
    expect(plainJson(parseYaml(`a: ${text}\n`).value)).toEqual({ a: value });
  });
});
