import { FieldPath } from '../../../../lib/engine/apimachinery/validation/field-path';

describe('FieldPath', () => {
  test('writes fields with dots, list items and map entries in brackets', () => {
    expect(String(FieldPath.of('spec', 'containers').index(0).child('ports').index(1).child('name'))).toBe(
      'spec.containers[0].ports[1].name',
    );
    expect(String(FieldPath.of('metadata', 'annotations').key('a/b'))).toBe('metadata.annotations[a/b]');
  });

  test('starts a path at the root without a dot', () => {
    expect(String(FieldPath.root.child('spec', 'replicas'))).toBe('spec.replicas');
    expect(String(FieldPath.root.child('data').key(''))).toBe('data[]');
  });

  test('writes an empty name as brackets, as messages about a whole object do', () => {
    expect(String(FieldPath.of(''))).toBe('[]');
  });
});
