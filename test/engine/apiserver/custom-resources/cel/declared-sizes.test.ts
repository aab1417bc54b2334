import {
  declaredTypeOf,
  maxCardinality,
} from '../../../../../lib/engine/apiserver/custom-resources/cel/declared-sizes';
import type { JsonSchema } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';

const typeOf = (schema: JsonSchema): ReturnType<typeof declaredTypeOf> => declaredTypeOf(schema, false);

describe('declaredTypeOf', () => {
  test('takes the limits of the schema, with four bytes for a letter', () => {
    expect(typeOf({ type: 'string', maxLength: 10 })?.maxElements).toBe(40);
    expect(typeOf({ type: 'string', format: 'byte', maxLength: 10 })?.maxElements).toBe(10);
    expect(typeOf({ type: 'array', items: { type: 'integer' }, maxItems: 7 })?.maxElements).toBe(7);
    const map: JsonSchema = { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 3 };
    expect(typeOf(map)?.maxElements).toBe(3);
  });

  test('takes what has room in a request where there is no limit', () => {
    expect(typeOf({ type: 'string' })?.maxElements).toBe(3145726);
    expect(typeOf({ type: 'array', items: { type: 'integer' } })?.maxElements).toBe(1572863);
    expect(typeOf({ type: 'object', additionalProperties: { type: 'string' } })?.maxElements).toBe(393215);
    expect(typeOf({ type: 'string', format: 'date-time' })?.maxElements).toBe(32);
  });

  test('knows what an object takes at least: its required members without a default', () => {
    const properties: Readonly<Record<string, JsonSchema>> = {
      name: { type: 'string' },
      size: { type: 'integer', default: 1 },
      note: { type: 'string' },
    };
    expect(typeOf({ type: 'object', properties, required: ['name', 'size'] })?.minSize).toBe(12);
    expect(typeOf({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })?.minSize).toBe(2);
  });

  test('has no type for lists of what has none', () => {
    expect(typeOf({ type: 'array', items: { 'x-kubernetes-preserve-unknown-fields': true } })).toBeUndefined();
  });
});

describe('maxCardinality', () => {
  test('is how often a value has room in a request', () => {
    expect(maxCardinality({ kind: 'int', maxElements: 0, minSize: 1 })).toBe(1572864);
  });
});
