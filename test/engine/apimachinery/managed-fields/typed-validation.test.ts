import { validateTyped } from '../../../../lib/engine/apimachinery/managed-fields/typed-validation';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';
import { thing } from './schema-for-tests';

describe('validateTyped', () => {
  test.each<[string, JsonObject, string]>([
    ['an unknown field', { inner: { c: 1 } }, '.inner.c: field not declared in schema'],
    ['a number for a text', { name: 5 }, '.name: expected string, got &value.valueUnstructured{Value:5}'],
    ['a text for a number', { size: '5' }, '.size: expected numeric (int or float), got string'],
    ['a text for a boolean', { on: 'yes' }, '.on: expected boolean, got &{yes}'],
    ['a text for a list', { tags: 'a' }, '.tags: expected list, got &{a}'],
    ['a list for a map', { labels: ['a'] }, '.labels: expected map, got &{[a]}'],
    ['a value twice in a set', { tags: ['a', 'a'] }, '.tags: duplicate entries for key [="a"]'],
    [
      'a keyed item without its key',
      { ports: [{ name: 'x' }] },
      '.ports: element 0: associative list with keys has an element that omits key field "port" (and doesn\'t have default value)',
    ],
    [
      'several faults',
      { name: 5, on: 1 },
      'errors:\n  .name: expected string, got &value.valueUnstructured{Value:5}\n  .on: expected boolean, got &{1}',
    ],
  ])('refuses %s', (_what, value, message) => {
    expect(() => validateTyped(value, thing)).toThrow(new Error(message));
  });

  test('takes null everywhere, and anything in free-form values', () => {
    expect(() => validateTyped({ name: null, tags: null, free: { a: [{ b: 1 }] }, raw: [1] }, thing)).not.toThrow();
  });
});
