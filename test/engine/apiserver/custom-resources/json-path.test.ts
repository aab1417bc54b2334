import { findByPath } from '../../../../lib/engine/apiserver/custom-resources/json-path';

const object = {
  metadata: { annotations: { 'a.b/c': 'x' } },
  list: [
    { name: 'one', size: 1 },
    { name: 'two', size: 2 },
  ],
  conditions: [
    { type: 'Ready', status: 'True' },
    { type: 'Other', status: 'False' },
  ],
};

describe('findByPath', () => {
  test.each<[string, unknown[]]>([
    ['.list[0].name', ['one']],
    ['.list[-1:].name', ['two']],
    ['.list[*].size', [1, 2]],
    ['.metadata.annotations.a\\.b/c', ['x']],
    ["['metadata']['annotations']['a.b/c']", ['x']],
    ['.conditions[?(@.type=="Ready")].status', ['True']],
    ['.list[?(@.size>1)].name', ['two']],
    ['..status', ['True', 'False']],
    ['.none.at.all', []],
    ['.list[', []],
  ])('%s', (path, expected) => {
    expect(findByPath(object, path)).toEqual(expected);
  });
});
