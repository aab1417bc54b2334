import { ContainerFiles, subPathOf } from '../../../../lib/engine/kubelet/volumes/container-files';

function files(contents: Record<string, string>): Map<string, { mode: number; read: () => string }> {
  return new Map(Object.entries(contents).map(([path, text]) => [path, { mode: 0o644, read: () => text }]));
}

describe('ContainerFiles', () => {
  const outer = files({ one: '1', 'dir/two': '2' });
  const inner = files({ three: '3' });
  const found = new ContainerFiles([
    { path: '/all', files: () => outer },
    { path: '/all/dir/in', files: () => inner },
    { path: '/part', files: () => subPathOf(outer, 'dir') },
    { path: '/file', files: () => subPathOf(outer, 'one') },
  ]);

  test.each([
    ['/all/one', '1'],
    ['/all/./dir/../dir/two', '2'],
    ['/all/dir/in/three', '3'],
    ['/part/two', '2'],
    ['/file', '1'],
    ['/all/dir', undefined],
    ['/nowhere', undefined],
  ])('%s holds %s', (path, text) => {
    expect(found.read(path)).toBe(text);
  });

  test.each([
    ['/', ['all', 'file', 'part']],
    ['/all', ['dir', 'one']],
    ['/all/dir', ['in', 'two']],
    ['/nowhere', undefined],
  ])('%s lists %j', (path, names) => {
    expect(found.list(path)?.map(({ name }) => name)).toEqual(names);
  });
});
