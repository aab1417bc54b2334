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

  test.each([
    ['something else is there', () => 'apiVersion: v1\n'],
    ['another cluster has been added', (text: string) => text.replace('clusters:', 'clusters:\n  - name: mine')],
    ['another server has taken its place', (text: string) => text.replace('6443', '7443')],
    ['it is no YAML any more', () => 'clusters: ['],
  ])('stays when %s', (_, changed) => {
    const kubeconfig = new Kubeconfig(newPath());
    kubeconfig.write(content);
    writeFileSync(kubeconfig.path, changed(readFileSync(kubeconfig.path, 'utf8')));
    kubeconfig.remove();
    expect(existsSync(kubeconfig.path)).toBe(true);
  });

  test('is still known after kubectl config has written it anew', () => {
    const kubeconfig = new Kubeconfig(newPath());
    const rewritten = (): void => {
      kubeconfig.write(content);
      const config = parse(readFileSync(kubeconfig.path, 'utf8')) as { contexts: { context: object }[] };
      const contexts = config.contexts.map((entry) => ({ ...entry, context: { ...entry.context, namespace: 'dev' } }));
      writeFileSync(kubeconfig.path, JSON.stringify({ ...config, contexts }));
    };
    rewritten();
    new Kubeconfig(kubeconfig.path).clear();
    expect(existsSync(kubeconfig.path)).toBe(false);
    rewritten();
    kubeconfig.remove();
    expect(existsSync(kubeconfig.path)).toBe(false);
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
