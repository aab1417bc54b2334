import { FieldSet } from '../../../../lib/engine/apimachinery/managed-fields/field-set';
import { type Path, pathOfFields } from '../../../../lib/engine/apimachinery/managed-fields/path-element';
import {
  reconcileWithSchema,
  removeFields,
  withNamedFields,
} from '../../../../lib/engine/apimachinery/managed-fields/typed-removal';
import { thing } from './schema-for-tests';

const fields = (...dotted: string[]): FieldSet => FieldSet.of(...dotted.map(pathOfFields));

describe('removeFields', () => {
  test('takes members and items out; a map or list of which nothing is left is null', () => {
    const value = { size: 1, labels: { a: '1' }, tags: ['a', 'b'], ports: [{ port: 80, name: 'x' }] };
    const gone = fields('size', 'labels.a').union(
      FieldSet.of(['f:tags', 'v:"a"'], ['f:ports', 'k:{"port":80,"protocol":"TCP"}', 'f:name']),
    );
    expect(removeFields(value, gone, thing)).toEqual({ labels: null, tags: ['b'], ports: [{ port: 80 }] });
  });
});

describe('withNamedFields', () => {
  test('adds the fields that the type names, not the keys of maps', () => {
    const port: Path = ['f:ports', 'k:{"port":80,"protocol":"TCP"}', 'f:name'];
    const named = withNamedFields(fields('labels.a', 'inner.a').union(FieldSet.of(port)), thing);
    expect(named.paths().map((path) => path.join(' '))).toEqual([
      'f:inner',
      'f:labels',
      'f:ports',
      'f:inner f:a',
      'f:labels f:a',
      'f:ports k:{"port":80,"protocol":"TCP"} f:name',
    ]);
  });
});

describe('reconcileWithSchema', () => {
  test('parts of what is owned as one now become the whole, other sets stay the same', () => {
    expect(reconcileWithSchema(fields('selector.a', 'labels.a'), thing).paths()).toEqual([
      ['f:selector'],
      ['f:labels', 'f:a'],
    ]);
    const set = fields('labels.a', 'free.a.b', 'selector');
    expect(reconcileWithSchema(set, thing)).toBe(set);
  });
});
