import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ask } from '../../support/https-request';
import { BoutiqueProcess, temporaryPath } from '../../support/run-boutique';

interface Parsed {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
}

interface Named {
  readonly metadata: { readonly name: string };
}

interface Annotated {
  readonly annotations?: Readonly<Record<string, string>>;
}

const serverOf = (path: string): string => (parse(readFileSync(path, 'utf8')) as Parsed).clusters[0].cluster.server;

describe('boutique serve', () => {
  test('writes its kubeconfig when it is ready, says how to use it, and leaves nothing behind', async () => {
    const path = temporaryPath('kubeconfig');
    const boutique = new BoutiqueProcess(['serve', '--port', '0', '--insecure-http', '--kubeconfig', path]);
    await boutique.untilFile(path);
    expect((await ask(`${serverOf(path)}/readyz`)).text).toBe('ok');
    const { code, out } = await boutique.end();
    expect(code).toBe(0);
    expect(out).toContain(`export KUBECONFIG=${path}`);
    expect(existsSync(path)).toBe(false);
  });

  test('says that its port is taken, and what to do', async () => {
    const path = temporaryPath('kubeconfig');
    const first = new BoutiqueProcess(['serve', '--port', '0', '--kubeconfig', path]);
    await first.untilFile(path);
    const { port } = new URL(serverOf(path));
    const second = await new BoutiqueProcess(['serve', '--port', port]).ended;
    await first.end();
    expect(second.code).toBe(1);
    expect(second.error).toContain(`Port ${port} of 127.0.0.1 is in use already. Choose another with --port`);
  });

  test('does not write over a file of somebody else', async () => {
    const path = temporaryPath('kubeconfig');
    writeFileSync(path, 'apiVersion: v1\nkind: Config\n');
    const { code, error } = await new BoutiqueProcess(['serve', '--port', '0', '--kubeconfig', path]).ended;
    expect(code).toBe(1);
    expect(error).toContain('was not written by boutique');
    expect(readFileSync(path, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');
  });

  test.each([
    [['--port', '70000'], /number from 0 to 65535/],
    [['--speed', 'fast'], /"max" or a number above 0/],
    [['--prot', '1'], /unknown option '--prot'[\s\S]*--port/],
  ])('explains the mistake in %j and exits with 2', async (args, words) => {
    const { code, error } = await new BoutiqueProcess(['serve', ...args]).ended;
    expect(code).toBe(2);
    expect(error).toMatch(words);
  });

  test('is not reached from other machines without a word', async () => {
    const { code, error } = await new BoutiqueProcess(['serve', '--host', '0.0.0.0']).ended;
    expect(code).toBe(1);
    expect(error).toContain('--expose-to-network');
  });

  test('applies manifests before it is ready', async () => {
    const path = temporaryPath('kubeconfig');
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: told\n';
    const boutique = new BoutiqueProcess(
      ['serve', '-', '--port', '0', '--insecure-http', '--nodes', '2', '--controllers=-*', '--kubeconfig', path],
      manifest,
    );
    await boutique.untilFile(path);
    const server = serverOf(path);
    const { json } = await ask(`${server}/api/v1/namespaces/default/configmaps/told`);
    // As kubectl leaves it, so that `kubectl apply` goes on from there.
    expect((json.metadata as Annotated).annotations?.['kubectl.kubernetes.io/last-applied-configuration']).toBe(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"told"}}\n',
    );
    expect((await ask(`${server}/api/v1/nodes`)).json.items).toHaveLength(2);
    expect((await boutique.end()).out).toContain('Applied: 1');
  });

  test('does not become ready on manifests that are refused', async () => {
    const path = temporaryPath('kubeconfig');
    const manifest = 'apiVersion: v1\nkind: Gizmo\nmetadata:\n  name: x\n';
    const { code, error } = await new BoutiqueProcess(['serve', '-', '--port', '0', '--kubeconfig', path], manifest)
      .ended;
    expect(code).toBe(1);
    expect(error).toContain(
      'standard input, document 1 (line 1): Gizmo x: no matches for kind "Gizmo" in version "v1"',
    );
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    ['nodes of its own bring a class for volumes', [], ['standard']],
    ['the class has the name that was asked for', ['--nodes', 'none', '--storage-class', 'fast'], ['fast']],
    ['nothing is there that nobody asked for', ['--nodes', 'none'], []],
    ['it can be left out', ['--no-storage-class'], []],
    ['an API server alone has none', ['--controllers=-*'], []],
  ])('%s', async (_, args, names) => {
    const path = temporaryPath('kubeconfig');
    const boutique = new BoutiqueProcess(['serve', '--port', '0', '--insecure-http', '--kubeconfig', path, ...args]);
    await boutique.untilFile(path);
    const { json } = await ask(`${serverOf(path)}/apis/storage.k8s.io/v1/storageclasses`);
    await boutique.end();
    expect((json.items as readonly Named[]).map(({ metadata }) => metadata.name)).toEqual(names);
  });
});
