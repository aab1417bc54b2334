import { spawnSync } from 'node:child_process';
import { readArchive, writeArchive, type ArchiveEntry } from '../../../../lib/engine/kubelet/runtime/tar-archive';
import { testWith } from '../../../support/outside-program';

const file = (path: string, content: Uint8Array | string, mode = 0o644): ArchiveEntry => ({
  path,
  mode,
  isDirectory: false,
  content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
});
const folder = (path: string): ArchiveEntry => ({ path, mode: 0o755, isDirectory: true, content: new Uint8Array() });
const long = `${'deep/'.repeat(40)}file`;
const entries = [
  folder('a/'),
  file('a/b', 'text'),
  file('a/bytes', Uint8Array.from([0, 255, 128]), 0o600),
  file(long, 'x'),
];

describe('An archive', () => {
  test('gives back what was put in, long names too', () => {
    expect(readArchive(writeArchive(entries, 0))).toEqual(entries);
  });

  test('is told from other bytes', () => {
    expect(readArchive(new Uint8Array())).toBeUndefined();
    expect(readArchive(new TextEncoder().encode('nothing like it '.repeat(64)))).toBeUndefined();
    expect(readArchive(writeArchive([file('a', 'x'.repeat(2000))], 0).slice(0, 1024))).toBeUndefined();
  });

  testWith('tar', ['--version'], 'is read by tar, and what tar writes is read here', () => {
    const listed = spawnSync('tar', ['tf', '-'], { input: writeArchive(entries, 0), encoding: 'utf8' });
    expect(listed.stdout.split('\n').filter(Boolean)).toEqual(['a/', 'a/b', 'a/bytes', long]);
    const packed = spawnSync('tar', ['cf', '-', '-C', __dirname, 'tar-archive.test.ts']);
    const [read] = readArchive(new Uint8Array(packed.stdout)) ?? [];
    expect(read?.path).toBe('tar-archive.test.ts');
    expect(new TextDecoder().decode(read?.content)).toContain('is read by tar');
  });
});
