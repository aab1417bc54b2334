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

  test.each([
    ['{"a": {"b": [1, "x", true, null]}}', { a: { b: [1, 'x', true, null] } }],
    ['{"a": 1.5e3, "b": 12345678901234567890}', { a: 1500, b: 12345678901234567000 }],
    ['{a: yes, b: 010}', { a: true, b: 8 }],
    ['a:\n  - 1\n  - two\n', { a: [1, 'two'] }],
  ])('JSON is read as the YAML that it is: %s', (text, value) => {
    expect(plainJson(parseYaml(text).value)).toEqual(value);
  });

  test('members that come twice are told in both', () => {
    const twice = ['yaml: unmarshal errors:\n  line 1: key "a" already set in map'];
    expect(parseYaml('{"a": 1, "a": 2}').duplicates).toEqual(twice);
    expect(parseYaml('{a: 1, a: 2}').duplicates).toEqual(twice);
  });

  test('what is neither is refused as YAML', () => {
    expect(() => parseYaml('{"a": ')).toThrow(/^yaml: /);
  });
});
