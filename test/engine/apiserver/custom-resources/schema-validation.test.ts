import type { JsonSchema } from '../../../../lib/engine/apiserver/custom-resources/json-schema';
import { schemaFaults } from '../../../../lib/engine/apiserver/custom-resources/schema-validation';
import type { JsonValue } from '../../../../lib/engine/apimachinery/object-meta';

const faults = (value: JsonValue, schema: JsonSchema): string[] =>
  schemaFaults({ v: value }, { type: 'object', properties: { v: schema } }).map(String);

describe('schemaFaults', () => {
  test.each<[string, JsonValue, JsonSchema, string[]]>([
    ['a whole number for a number', 1, { type: 'number' }, []],
    [
      'a fraction for a whole number',
      1.5,
      { type: 'integer' },
      ['v: Invalid value: "number": v in body must be of type integer: "number"'],
    ],
    ['null', null, { type: 'string' }, ['v: Invalid value: "null": v in body must be of type string: "null"']],
    ['null where it may be', null, { type: 'string', nullable: true }, []],
    [
      'a number at an exclusive limit',
      5,
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      ['v: Invalid value: 5: v in body should be less than 5'],
    ],
    [
      'a pattern of RE2',
      'aa',
      { type: 'string', pattern: '^(?P<x>b)$' },
      ['v: Invalid value: "aa": v in body should match \'^(?P<x>b)$\''],
    ],
    ['an unknown format', 'x', { type: 'string', format: 'nonsense' }, []],
    [
      'too few members',
      {},
      { type: 'object', minProperties: 1 },
      ['v: Invalid value: 0: v in body should have at least 1 properties'],
    ],
    [
      'an enumeration of other types',
      3,
      { type: 'integer', enum: [1, 2] },
      ['v: Unsupported value: 3: supported values: "1", "2"'],
    ],
    [
      'none of several',
      'x',
      { type: 'string', anyOf: [{ enum: ['a'] }, { enum: ['b'] }] },
      [
        '<nil>: Invalid value: "": "v" must validate at least one schema (anyOf)',
        'v: Unsupported value: "x": supported values: "a"',
      ],
    ],
    [
      'two of several',
      'a',
      { type: 'string', oneOf: [{ minLength: 1 }, { maxLength: 2 }] },
      ['<nil>: Invalid value: "": "v" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      'what it must not be',
      'a',
      { type: 'string', not: { enum: ['a'] } },
      ['<nil>: Invalid value: "": "v" must not validate the schema (not)'],
    ],
  ])('%s', (_what, value, schema, expected) => {
    expect(faults(value, schema)).toEqual(expected);
  });

  test('names items by index and values of maps by key', () => {
    const schema: JsonSchema = { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } };
    expect(faults({ k: ['a', 1] }, schema)).toEqual([
      'v.k[1]: Invalid value: "integer": v.k[1] in body must be of type string: "integer"',
    ]);
  });
});
