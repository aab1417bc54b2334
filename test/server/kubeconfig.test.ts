import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ForeignFileError, Kubeconfig } from '../../lib/server/kubeconfig';

const content = { server: 'https://127.0.0.1:6443', certificateAuthority: 'PEM', token: 'secret' };
const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'kubeconfig-')), 'folder', 'kubeconfig');

describe('Kubeconfig', () => {
  test('is for its owner alone and names server, authority and token', () => {
    const path = newPath();
    new Kubeconfig(path).write(content);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(parse(readFileSync(path, 'utf8'))).toMatchObject({
      'current-context': 'boutique',
      clusters: [{ cluster: { server: content.server, 'certificate-authority-data': 'UEVN' } }],
      users: [{ user: { token: 'secret' } }],
    });
  });

  test('goes when the server ends', () => {
    const kubeconfig = new Kubeconfig(newPath());
    kubeconfig.write(content);
    kubeconfig.remove();
    expect(existsSync(kubeconfig.path)).toBe(false);
  });

  test('stays when somebody has changed it since', () => {
    const kubeconfig = new Kubeconfig(newPath());
    kubeconfig.write(content);
    writeFileSync(kubeconfig.path, 'apiVersion: v1\n');
    kubeconfig.remove();
    expect(existsSync(kubeconfig.path)).toBe(true);
  });

  test('takes the place of what an earlier server left, never of another file', () => {
    const path = newPath();
    new Kubeconfig(path).write(content);
    const next = new Kubeconfig(path);
    next.clear();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, 'apiVersion: v1\nkind: Config\n');
    expect(() => next.clear()).toThrow(ForeignFileError);
    expect(existsSync(path)).toBe(true);
  });
});
