import { ObjectRules } from '../../../../../lib/engine/apiserver/custom-resources/cel/object-rules';
import type { JsonSchema, ValidationRule } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';
import type { JsonValue } from '../../../../../lib/engine/apimachinery/object-meta';

const spec: JsonSchema = {
  type: 'object',
  properties: {
    min: { type: 'integer' },
    max: { type: 'integer' },
    'full-name': { type: 'string' },
    ratio: { type: 'number' },
    until: { type: 'string', format: 'date-time' },
    wait: { type: 'string', format: 'duration' },
    port: { 'x-kubernetes-int-or-string': true },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    tags: { type: 'array', items: { type: 'string' } },
  },
};

function faults(rule: ValidationRule | string, value: JsonValue, old?: JsonValue): string[] {
  const rules = [typeof rule === 'string' ? { rule } : rule];
  const schema = { type: 'object', properties: { spec: { ...spec, 'x-kubernetes-validations': rules } } };
  const before = old === undefined ? undefined : { spec: old };
  return (ObjectRules.of(schema)?.faults({ spec: value }, before) ?? []).map(String);
}

describe('ObjectRules', () => {
  test.each<[string, JsonValue]>([
    ['!has(self.max) || self.min <= self.max', { min: 1, max: 2 }],
    ["self.full__dash__name == 'x'", { 'full-name': 'x' }],
    ['self.ratio > 1.5', { ratio: 2 }],
    ["self.until < timestamp('2030-01-01T00:00:00Z')", { until: '2024-01-01T00:00:00Z' }],
    ["self.wait > duration('30m')", { wait: '1h' }],
    ['type(self.port) == int ? self.port > 1 : self.port.startsWith("h")', { port: 'http' }],
    ["self.labels.all(key, key.startsWith('a')) && 'ab' in self.labels", { labels: { ab: 'x' } }],
    ['self.tags.isSorted() && self.tags.indexOf("b") == 1', { tags: ['a', 'b'] }],
    ['self.tags.all(t, t.find("[0-9]+") != "")', { tags: ['a1', 'b22'] }],
    ["url('https://example.com:80/a?b=c').getHost() == 'example.com:80'", {}],
  ])('%s holds', (rule, value) => {
    expect(faults(rule, value)).toEqual([]);
  });

  test('a rule that does not hold is told with its message, its expression, its reason and its field', () => {
    expect(faults('self.min > 1', { min: 1 })).toEqual(['spec: Invalid value: "object": failed rule: self.min > 1']);
    expect(faults({ rule: 'self.min > 1', message: ' too small ' }, { min: 1 })).toEqual([
      'spec: Invalid value: "object": too small',
    ]);
    const expression = { rule: 'self.min > 1', message: 'm', messageExpression: "'got ' + string(self.min)" };
    expect(faults(expression, { min: 1 })).toEqual(['spec: Invalid value: "object": got 1']);
    expect(faults({ rule: 'self.min > 1', reason: 'FieldValueForbidden', fieldPath: '.min' }, { min: 1 })).toEqual([
      'spec.min: Forbidden: failed rule: self.min > 1',
    ]);
  });

  test('rules after one that failed with a field are told below that field, as upstream does', () => {
    const rules = [
      { rule: 'self.min > 5' },
      { rule: 'self.min > 6', fieldPath: '.full-name' },
      { rule: 'self.min > 0', fieldPath: '.max' },
      { rule: 'self.min > 7' },
      { rule: 'self.min > 8', fieldPath: ".labels['k']", reason: 'FieldValueForbidden' },
    ];
    const schema = { type: 'object', properties: { spec: { ...spec, 'x-kubernetes-validations': rules } } };
    expect((ObjectRules.of(schema)?.faults({ spec: { min: 1 } }, undefined) ?? []).map(String)).toEqual([
      'spec: Invalid value: "object": failed rule: self.min > 5',
      'spec.full-name: Invalid value: "object": failed rule: self.min > 6',
      'spec.full-name: Invalid value: "object": failed rule: self.min > 7',
      'spec.full-name.labels[k]: Forbidden: failed rule: self.min > 8',
    ]);
    const map: JsonSchema = {
      type: 'object',
      additionalProperties: { type: 'integer' },
      'x-kubernetes-validations': [{ rule: 'self.size() > 5', fieldPath: "['k']" }],
    };
    const below = ObjectRules.of({ type: 'object', properties: { map } });
    expect((below?.faults({ map: { k: 1 } }, undefined) ?? []).map(String)).toEqual([
      'map.[k]: Invalid value: "object": failed rule: self.size() > 5',
    ]);
  });

  test('a rule that cannot be evaluated says why', () => {
    expect(faults('self.min > 1', {})).toEqual([
      'spec: Invalid value: "object": no such key: min evaluating rule: self.min > 1',
    ]);
    expect(faults('self.min / 0 > 1', { min: 1 })).toEqual([
      'spec: Invalid value: "object": division by zero evaluating rule: self.min / 0 > 1',
    ]);
  });

  test('a rule that compares with the past is asked of changes only', () => {
    expect(faults('self == oldSelf', { min: 1 })).toEqual([]);
    expect(faults('self == oldSelf', { min: 1 }, { min: 1 })).toEqual([]);
    expect(faults('self == oldSelf', { min: 1 }, { min: 2 })).toHaveLength(1);
  });

  test('items of a list of type map are compared with their namesakes', () => {
    const item: JsonSchema = {
      type: 'object',
      properties: { key: { type: 'string' }, n: { type: 'integer' } },
      'x-kubernetes-validations': [{ rule: 'self.n >= oldSelf.n' }],
    };
    const list: JsonSchema = {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['key'],
    };
    const rules = ObjectRules.of({ type: 'object', properties: { list } });
    const old = {
      list: [
        { key: 'a', n: 5 },
        { key: 'b', n: 1 },
      ],
    };
    const errors =
      rules?.faults(
        {
          list: [
            { key: 'b', n: 2 },
            { key: 'a', n: 4 },
            { key: 'c', n: 0 },
          ],
        },
        old,
      ) ?? [];
    expect(errors.map(String)).toEqual(['list[1]: Invalid value: "object": failed rule: self.n >= oldSelf.n']);
  });

  const integers = (rule: string): JsonSchema => ({
    type: 'array',
    items: { type: 'integer' },
    'x-kubernetes-validations': [{ rule }, { rule: 'self.size() < 2' }],
  });
  const pairs = 'self.all(a, self.all(b, a + b > 0))';
  const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

  test('a rule that costs more than one may ends all', () => {
    const rules = ObjectRules.of({ type: 'object', properties: { list: integers(pairs) } });
    expect((rules?.faults({ list: upTo(499) }, undefined) ?? []).map(String)).toEqual([
      `list: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${pairs}`,
    ]);
  });

  test('rules that cost more together than those of an object may end where the budget is over', () => {
    const lists: JsonSchema = {
      type: 'array',
      items: { ...integers(pairs), 'x-kubernetes-validations': [{ rule: pairs }] },
    };
    const rules = ObjectRules.of({ type: 'object', properties: { lists } });
    const value = { lists: Array.from({ length: 30 }, () => upTo(249)) };
    expect((rules?.faults(value, undefined) ?? []).map(String)).toEqual([
      'lists[22]: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run',
    ]);
  });

  test('a message that costs more than one may is not told', () => {
    const rule = {
      rule: 'self.tags.size() > 9000',
      messageExpression: "self.tags.all(a, self.tags.all(b, a + b != '')) ? 'x' : 'y'",
    };
    expect(faults(rule, { tags: upTo(600).map(String) })).toEqual([
      `spec: Invalid value: "object": no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(rule.messageExpression)}`,
    ]);
  });
});
