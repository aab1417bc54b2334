import { encodeFieldSet } from '../../../../lib/engine/apimachinery/managed-fields/fields-v1';
import { ownedFieldsOf } from '../../../../lib/engine/apimachinery/managed-fields/owned-fields';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';
import { thing } from './schema-for-tests';

const owned = (value: JsonObject): JsonObject => encodeFieldSet(ownedFieldsOf(value, thing));

describe('ownedFieldsOf', () => {
  test('scalars are owned, structs only through their fields', () => {
    expect(owned({ size: 1, inner: { a: 'x' } })).toEqual({ 'f:inner': { 'f:a': {} }, 'f:size': {} });
  });

  test('keys of a map are owned one by one, atomic maps and structs as a whole', () => {
    expect(owned({ labels: { a: '1' }, selector: { a: '1' }, reference: { kind: 'K' } })).toEqual({
      'f:labels': { 'f:a': {} },
      'f:reference': {},
      'f:selector': {},
    });
  });

  test('items of sets are owned by value, keyed items by key with the published default, atomic lists as a whole', () => {
    expect(owned({ tags: ['a'], ports: [{ port: 80, name: 'http' }], steps: ['x'] })).toEqual({
      'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
      'f:steps': {},
      'f:tags': { 'v:"a"': {} },
    });
  });

  test('empty maps and null are owned, an empty keyed list is not', () => {
    expect(owned({ labels: {}, inner: null, tags: [] })).toEqual({ 'f:inner': {}, 'f:labels': {} });
  });

  test('free-form maps are owned by key, their lists and raw values as a whole', () => {
    expect(owned({ free: { a: { b: 1 }, c: [1] }, raw: { a: 1 } })).toEqual({
      'f:free': { 'f:a': { '.': {}, 'f:b': {} }, 'f:c': {} },
      'f:raw': {},
    });
  });
});
