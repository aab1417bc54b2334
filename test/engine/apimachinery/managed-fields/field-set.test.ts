import fc from 'fast-check';
import { FieldSet } from '../../../../lib/engine/apimachinery/managed-fields/field-set';
import { decodeFieldSet, encodeFieldSet } from '../../../../lib/engine/apimachinery/managed-fields/fields-v1';
import { type Path, pathOfFields } from '../../../../lib/engine/apimachinery/managed-fields/path-element';

const element = fc.constantFrom('f:a', 'f:b', 'f:c', 'k:{"name":"x"}', 'k:{"name":"y"}', 'v:1', 'v:"z"', 'i:0');
const path: fc.Arbitrary<Path> = fc.array(element, { minLength: 1, maxLength: 4 });
const set = fc.array(path, { maxLength: 12 }).map((paths) => FieldSet.of(...paths));

const fields = (...dotted: string[]): FieldSet => FieldSet.of(...dotted.map(pathOfFields));
const same = (a: FieldSet, b: FieldSet): void => expect(a.paths()).toEqual(b.paths());

describe('FieldSet', () => {
  test('union, intersection and difference are those of sets of paths', () => {
    fc.assert(
      fc.property(set, set, path, (a, b, probe) => {
        expect(a.union(b).has(probe)).toBe(a.has(probe) || b.has(probe));
        expect(a.intersection(b).has(probe)).toBe(a.has(probe) && b.has(probe));
        expect(a.difference(b).has(probe)).toBe(a.has(probe) && !b.has(probe));
        const covered = probe.some((_step, index) => b.has(probe.slice(0, index + 1)));
        expect(a.recursiveDifference(b).has(probe)).toBe(a.has(probe) && !covered);
      }),
    );
  });

  test('operations obey the laws of sets', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        same(a.union(b), b.union(a));
        same(a.union(b).union(c), a.union(b.union(c)));
        same(a.intersection(b), b.intersection(a));
        same(a.difference(b).union(a.intersection(b)), a);
        expect(a.difference(b).intersection(b).isEmpty).toBe(true);
        expect(a.equals(b)).toBe(a.difference(b).isEmpty && b.difference(a).isEmpty);
      }),
    );
  });

  test('an operation that changes nothing gives the same set', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(a.union(a.intersection(b))).toBe(a);
        expect(a.difference(b.difference(a))).toBe(a);
        expect(a.difference(a)).toBe(FieldSet.empty);
      }),
    );
  });

  test('a parent is not a member for the sake of its child, and stays when the child goes', () => {
    expect(fields('spec.replicas').has(pathOfFields('spec'))).toBe(false);
    same(fields('spec', 'spec.replicas').difference(fields('spec.replicas')), fields('spec'));
    same(fields('spec.replicas').difference(fields('spec')), fields('spec.replicas'));
    same(fields('spec.replicas', 'a').recursiveDifference(fields('spec')), fields('a'));
  });

  test('leaves are the members without members below them', () => {
    same(fields('a', 'a.b', 'a.b.c', 'd').leaves(), fields('a.b.c', 'd'));
  });
});

describe('fieldsV1', () => {
  test('what was encoded is decoded to the same set', () => {
    fc.assert(
      fc.property(set, (a) => {
        const text = JSON.stringify(encodeFieldSet(a));
        const back = decodeFieldSet(JSON.parse(text) as Record<string, never>);
        same(back, a);
        expect(JSON.stringify(encodeFieldSet(back))).toBe(text);
      }),
    );
  });

  test('members come in canonical order, fields first, and a member with members below says so with a dot', () => {
    const all = FieldSet.of(
      ['f:spec', 'f:b'],
      ['f:spec', 'f:a'],
      ['f:spec', 'f:a', 'v:2'],
      ['f:spec', 'f:a', 'v:10'],
      ['f:spec', 'f:a', 'k:{"name":"y"}'],
      ['f:spec', 'f:a', 'k:{"name":"x","port":80}'],
    );
    expect(JSON.stringify(encodeFieldSet(all))).toBe(
      '{"f:spec":{"f:a":{".":{},"k:{\\"name\\":\\"x\\",\\"port\\":80}":{},"k:{\\"name\\":\\"y\\"}":{},"v:2":{},"v:10":{}},"f:b":{}}}',
    );
  });

  test('steps of other writers are made canonical, unknown kinds of steps are dropped, nonsense is refused', () => {
    const read = decodeFieldSet({ 'k:{ "b": 1, "a": "<" }': {}, 'x:future': {}, 'f:a': { '.': {}, 'f:b': {} } });
    expect(read.paths()).toEqual([['f:a'], ['k:{"a":"\\u003c","b":1}'], ['f:a', 'f:b']]);
    expect(() => decodeFieldSet({ f: {} })).toThrow('2 characters');
    expect(() => decodeFieldSet({ spec: {} })).toThrow('missing colon');
    expect(() => decodeFieldSet({ 'v:{': {} })).toThrow('not JSON');
  });
});
