import fc from 'fast-check';
import { fillDefaults } from '../../../../lib/engine/apiserver/custom-resources/defaulting';
import type { JsonSchema } from '../../../../lib/engine/apiserver/custom-resources/json-schema';
import { pruneResource } from '../../../../lib/engine/apiserver/custom-resources/pruning';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    size: { type: 'integer', default: 3 },
    label: { type: 'string', nullable: true, default: 'x' },
    inner: { type: 'object', default: {}, properties: { mode: { type: 'string', default: 'fast' } } },
    plain: { type: 'object', properties: { a: { type: 'string' } } },
    items: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', default: 1 } } } },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

describe('fillDefaults', () => {
  test('fills what is missing, also inside of defaults and items', () => {
    expect(fillDefaults({ items: [{}] }, schema)).toEqual({
      size: 3,
      label: 'x',
      inner: { mode: 'fast' },
      items: [{ n: 1 }],
    });
  });

  test('replaces null where it may not be, drops it where nothing replaces it, keeps it where it may be', () => {
    expect(fillDefaults({ size: null, label: null, plain: null }, schema)).toEqual({
      size: 3,
      label: null,
      inner: { mode: 'fast' },
    });
  });

  test('changes nothing when it is done twice', () => {
    const names = fc.constantFrom('size', 'label', 'inner', 'plain', 'items', 'mode', 'n');
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (value) => {
        const once = fillDefaults(value as JsonObject, schema);
        expect(fillDefaults(once, schema)).toBe(once);
      }),
    );
  });
});

describe('pruneResource', () => {
  test('takes out what the schema does not know and tells it in order', () => {
    const value = { zone: 1, plain: { a: 'x', b: 1 }, items: [{ n: 1, m: 2 }], free: { any: { thing: 1 } }, kind: 'K' };
    const pruned = pruneResource(value, schema);
    expect(pruned.value).toEqual({ plain: { a: 'x' }, items: [{ n: 1 }], free: { any: { thing: 1 } }, kind: 'K' });
    expect(pruned.unknown).toEqual(['items[0].m', 'plain.b', 'zone']);
  });

  test('gives the same object where there is nothing to take out', () => {
    const value = { size: 1, free: { a: [1] } };
    expect(pruneResource(value, schema).value).toBe(value);
  });
});
