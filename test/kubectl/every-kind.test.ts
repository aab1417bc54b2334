/** `get`, `get -o wide` and `describe` of an object of every kind, with the real kubectl of several versions: no errors, and the object is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { ALICE } from '../support/certificate-requests';
import { kubectls, run, temporaryFolder, type Printed } from '../support/kubectl';

jest.setTimeout(300_000);

const found = kubectls();
if (found.length === 0)
  console.warn('kubectl is not there (PATH, KUBECTL_DIR): get and describe of every kind are not tested.');
const suite = found.length === 0 ? describe.skip : describe;

const SIDE_BY_SIDE = 4;
/** What can be listed, but not created: it is told of the machine. */
const NOT_CREATED = ['componentstatuses'];

const examples = readFileSync(join(__dirname, 'every-kind.yaml'), 'utf8').replace('{request}', ALICE);
/** Names of the examples, in the order of the file. */
const names = [...examples.matchAll(/^metadata: \{ name: ([\w.-]+)/gm)].map(([, name]) => name);

async function each<T>(items: readonly T[], visit: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await visit(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

suite('kubectl', () => {
  const server = new BoutiqueServer({ cluster: { nodes: 2, metricsServer: false } });
  const folder = temporaryFolder();
  const kubeconfig = new Kubeconfig(join(folder, 'kubeconfig'));

  beforeAll(async () => {
    await server.start();
    kubeconfig.write(server.credentials);
    server.cluster.apply(examples);
  });

  afterAll(async () => {
    await server.stop();
  });

  describe.each(found.length === 0 ? [['kubectl', '']] : found)('%s', (name, program) => {
    const kubectl = (...args: readonly string[]): Promise<Printed> =>
      run(program, args, { env: { KUBECONFIG: kubeconfig.path, KUBECACHEDIR: join(folder, name) } });
    const resources = async (...args: readonly string[]): Promise<string[]> =>
      (await kubectl('api-resources', '-o', 'name', ...args)).out.trim().split('\n');

    test('knows a kind for each example, and there is an example of each kind', async () => {
      const listed = (await resources('--verbs=list')).filter((resource) => !NOT_CREATED.includes(resource));
      const missing: string[] = [];
      await each(listed, async (resource) => {
        const { out } = await kubectl('get', resource, '-A', '-o', 'name');
        const known = out.split('\n').map((line) => line.split('/')[1]);
        if (!known.some((one) => one !== undefined && names.includes(one))) missing.push(resource);
      });
      expect(missing).toEqual([]);
      expect(listed).toContain('greetings.example.com');
    });

    test.each([[[]], [['-o', 'wide']], [['--show-labels']]])('get of every kind %j', async (format) => {
      const kinds = await resources('--verbs=list');
      const { code, out, error } = await kubectl('get', kinds.join(','), '-A', ...format);
      expect({ code, error: error.replace(/^Warning: v1 ComponentStatus is deprecated.*\n/m, '') }).toEqual({
        code: 0,
        error: '',
      });
      expect(out.split('\n\n').length).toBeGreaterThan(45);
    });

    test('describe of every kind', async () => {
      const faults: string[] = [];
      await each(
        (await resources('--verbs=list')).filter((resource) => !NOT_CREATED.includes(resource)),
        async (resource) => {
          const { code, out, error } = await kubectl('describe', resource, '-A');
          const told = out.split('\n').some((line) => names.includes(/^Name:\s+(\S+)$/.exec(line)?.[1] ?? ''));
          if (code !== 0 || error !== '' || !told) faults.push(`${resource}: ${code} ${error} ${out.slice(0, 200)}`);
        },
      );
      expect(faults).toEqual([]);
    });

    test('explain of every kind', async () => {
      const { out: table } = await kubectl('api-resources', '--no-headers');
      const kinds = [...table.matchAll(/^(\S+) .*?(\S+) +(?:true|false) +\S+$/gm)];
      expect(kinds.length).toBeGreaterThan(50);
      const faults: string[] = [];
      await each(kinds, async ([, resource = '', apiVersion = '']) => {
        const { code, out, error } = await kubectl('explain', resource, '--api-version', apiVersion);
        if (code !== 0 || !/^KIND:/m.test(out)) faults.push(`${resource}: ${code} ${error}`);
      });
      expect(faults).toEqual([]);
    });
  });
});
