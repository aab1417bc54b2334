import { objectShape } from '../../../../lib/engine/apimachinery/managed-fields/object-shape';

describe('objectShape', () => {
  test('is the same for objects that set the same fields to something', () => {
    const shape = objectShape({ metadata: { name: 'a' }, count: 1, reason: 'Started', absent: undefined });
    expect(shape).toBeDefined();
    expect(objectShape({ metadata: { name: 'b' }, count: 7, reason: 'Killing' })).toBe(shape);
  });

  test('tells fields, their depth and empty values apart', () => {
    const shapes = [
      { a: { b: 'x' } },
      { a: 'x', b: 'x' },
      { a: { b: '' } },
      { a: { b: null } },
      { a: { b: 0 } },
      { a: { b: false } },
      { a: {} },
      { 'a1:b': 'x' },
    ].map((object) => objectShape(object));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('there is none where lists come in', () => {
    expect(objectShape({ metadata: { finalizers: [] } })).toBeUndefined();
  });
});
