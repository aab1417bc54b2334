import {
  comparePathElements,
  describePath,
  keyElement,
  valueElement,
} from '../../../../lib/engine/apimachinery/managed-fields/path-element';

describe('path elements', () => {
  test('are described as conflicts name them', () => {
    const path = ['f:spec', 'f:ports', keyElement({ protocol: 'TCP', containerPort: 80 }), 'f:name'];
    expect(describePath(path)).toBe('.spec.ports[containerPort=80,protocol="TCP"].name');
    expect(describePath(['f:metadata', 'f:finalizers', valueElement('a"b')])).toBe('.metadata.finalizers[="a\\"b"]');
    expect(describePath(['f:list', 'i:3'])).toBe('.list[3]');
  });

  test('are in order of their kind, then of their value, numbers before texts', () => {
    const elements = ['i:10', 'i:9', 'v:"b"', 'v:true', 'v:10', 'v:9', 'k:{"a":1,"b":1}', 'k:{"a":1}', 'f:b', 'f:a'];
    expect([...elements].sort(comparePathElements)).toEqual([...elements].reverse().sort(comparePathElements));
    expect([...elements].sort(comparePathElements)).toEqual([
      'f:a',
      'f:b',
      'k:{"a":1}',
      'k:{"a":1,"b":1}',
      'v:9',
      'v:10',
      'v:"b"',
      'v:true',
      'i:9',
      'i:10',
    ]);
  });
});
