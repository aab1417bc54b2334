/** The real Helm 3 against the server: a small chart with a hook and a definition of its own, and the chart that synth writes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { run as synthesise } from '../../lib/boutique/command-line/run';
import { programOnPath, run, temporaryFolder } from '../support/kubectl';

jest.setTimeout(180_000);

const helmProgram = process.env.HELM || programOnPath('helm');
const version = helmProgram && spawnSync(helmProgram, ['version', '--short'], { encoding: 'utf8' }).stdout;
const isHelm3 = /^v3\./.test(version ?? '');
if (!isHelm3) console.warn('Helm 3 is not there (PATH, HELM): what it says to the server is not tested.');
const program = helmProgram ?? '';
const suite = isHelm3 ? describe : describe.skip;

const chart = join(__dirname, 'chart');

interface Release {
  readonly name: string;
  readonly revision: string;
  readonly status: string;
  readonly chart: string;
}

suite('helm', () => {
  const server = new BoutiqueServer({ cluster: { nodes: 3 } });
  const { cluster } = server;
  const folder = temporaryFolder();
  const kubeconfig = new Kubeconfig(join(folder, 'kubeconfig'));

  const helm = async (...args: readonly string[]): Promise<string> => {
    const env = {
      KUBECONFIG: kubeconfig.path,
      HELM_CACHE_HOME: join(folder, 'cache'),
      HELM_CONFIG_HOME: join(folder, 'config'),
      HELM_DATA_HOME: join(folder, 'data'),
    };
    const { code, out, error } = await run(program, args, { env });
    if (code !== 0) throw new Error(`helm ${args.join(' ')} ended with ${code}: ${error}`);
    return out;
  };
  const releases = async (): Promise<readonly Release[]> => JSON.parse(await helm('list', '-o', 'json')) as Release[];
  const greeting = (): unknown => cluster.get('Greeting', 'first').spec;
  const replicas = (): unknown => cluster.get('Deployment', 'first').spec?.replicas;

  beforeAll(async () => {
    await server.start();
    kubeconfig.write(server.credentials);
  });

  afterAll(async () => {
    await server.stop();
  });

  test('install: the definition first, then the hook, then the rest', async () => {
    expect(await helm('install', 'first', chart)).toContain('STATUS: deployed');
    expect(greeting()).toEqual({ text: 'hello', times: 1 });
    expect(cluster.get('ConfigMap', 'first-before').data).toEqual({ revision: '1' });
    expect(cluster.get('Secret', 'sh.helm.release.v1.first.v1').type).toBe('helm.sh/release.v1');
    expect(await releases()).toMatchObject([
      { name: 'first', revision: '1', status: 'deployed', chart: 'greeter-0.1.0' },
    ]);
  });

  test('install: a name that is taken is refused', async () => {
    await expect(helm('install', 'first', chart)).rejects.toThrow('cannot re-use a name that is still in use');
  });

  test('upgrade patches what differs and runs the hook anew', async () => {
    const { uid } = cluster.get('Deployment', 'first').metadata;
    await helm('upgrade', 'first', chart, '--set', 'greeting=moin,replicas=3');
    expect(greeting()).toEqual({ text: 'moin', times: 1 });
    expect(replicas()).toBe(3);
    expect(cluster.get('Deployment', 'first').metadata.uid).toBe(uid);
    expect(cluster.get('ConfigMap', 'first-before').data).toEqual({ revision: '2' });
  });

  test('upgrade: what the schema of the definition forbids is refused, and the release is failed', async () => {
    await expect(helm('upgrade', 'first', chart, '--set', 'greeting=')).rejects.toThrow(
      'spec.text: Invalid value: "": spec.text in body should be at least 1 chars long',
    );
    expect(await releases()).toMatchObject([{ name: 'first', revision: '3', status: 'failed' }]);
  });

  test('rollback brings the first revision back', async () => {
    await helm('rollback', 'first', '1');
    expect(greeting()).toEqual({ text: 'hello', times: 1 });
    expect(replicas()).toBe(1);
    expect(await releases()).toMatchObject([{ name: 'first', revision: '4', status: 'deployed' }]);
  });

  test('uninstall takes away what was installed and keeps the definition', async () => {
    await helm('uninstall', 'first');
    expect(await releases()).toEqual([]);
    expect(cluster.list('Greeting')).toEqual([]);
    expect(cluster.list('Deployment')).toEqual([]);
    expect(cluster.list('Secret', { namespace: 'default' })).toEqual([]);
    expect(cluster.get('CustomResourceDefinition', 'greetings.greeter.example.com').kind).toBeDefined();
  });

  test('install and uninstall of what synth --format helm writes', async () => {
    const outdir = join(folder, 'charts');
    synthesise(['--env', 'dev', '--format', 'helm', '--outdir', outdir], {});
    expect(await helm('install', 'boutique', join(outdir, 'boutique-dev'))).toContain('STATUS: deployed');
    const deployments = cluster.list('Deployment', { namespace: 'boutique-dev' });
    expect(deployments.map(({ metadata }) => metadata.name)).toContain('frontend');
    expect(await helm('status', 'boutique')).toContain('STATUS: deployed');
    await helm('uninstall', 'boutique');
    expect(cluster.list('Deployment', { namespace: 'boutique-dev' })).toEqual([]);
  });
});
