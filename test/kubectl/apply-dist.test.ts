/** All of dist, applied as people do it: the first time, again, with pruning, and on the server's side with somebody else's fields. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { kubectls, run, temporaryFolder, type Printed } from '../support/kubectl';

jest.setTimeout(180_000);

const newest = kubectls().at(-1);
if (!newest) console.warn('kubectl is not there (PATH, KUBECTL_DIR): applying dist is not tested.');
const [, program] = newest ?? ['', ''];
const suite = newest ? describe : describe.skip;

const dist = join(__dirname, '..', '..', 'dist');
const documents = (file: string): string[] => readFileSync(join(dist, file), 'utf8').split(/^---$/m);
const files = readdirSync(dist).sort();
const all = files.flatMap(documents);
const [devNamespace = '', dev = ''] = files.filter((name) => /boutique-dev[-.]/.test(name));
const devLabel = 'app.kubernetes.io/environment=dev';

suite('kubectl and dist', () => {
  const server = new BoutiqueServer({ cluster: { nodes: 3 } });
  const folder = temporaryFolder();
  const kubeconfig = new Kubeconfig(join(folder, 'kubeconfig'));
  const generations = (): readonly (number | undefined)[] =>
    ['PodDisruptionBudget', 'StatefulSet'].flatMap((kind) =>
      server.cluster.list(kind).map(({ metadata }) => metadata.generation),
    );

  const kubectl = (...args: readonly string[]): Promise<Printed> =>
    run(program, args, { env: { KUBECONFIG: kubeconfig.path, KUBECACHEDIR: join(folder, 'cache') } });

  /** What kubectl says of each object, as `kind.group/name` and what became of it. */
  const said = async (...args: readonly string[]): Promise<(readonly [name: string, outcome: string])[]> => {
    const { code, out, error } = await kubectl(...args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${error}`);
    return out
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name = '', outcome = '']) => [name, outcome]);
  };

  beforeAll(async () => {
    await server.start();
    kubeconfig.write(server.credentials);
  });

  afterAll(async () => {
    await server.stop();
  });

  test('apply creates every object, in the order of the files', async () => {
    const outcomes = await said('apply', '-f', dist);
    expect(outcomes).toHaveLength(all.length);
    expect(outcomes.filter(([, outcome]) => outcome !== 'created')).toEqual([]);
  });

  // Whatever cluster it talks to, kubectl sends the selector of a disruption budget, whose patch strategy is "replace" (apimachinery's
  // CreateThreeWayMergePatch makes a patch of three equal objects), and claim templates, a list that it compares as a whole with one that has
  // defaults; and it says "configured" where it sent something.
  test('apply again changes nothing', async () => {
    const before = generations();
    const outcomes = await said('apply', '-f', dist);
    expect(outcomes).toHaveLength(all.length);
    const sent = outcomes.filter(([, outcome]) => outcome !== 'unchanged').map(([name]) => name);
    expect(sent.filter((name) => !/^(poddisruptionbudget\.policy|statefulset\.apps)\//.test(name))).toEqual([]);
    expect(generations()).toEqual(before);
  });

  test('apply --prune takes away what the files no longer hold, and nothing else', async () => {
    const fewer = join(folder, 'fewer.yaml');
    writeFileSync(
      fewer,
      documents(dev)
        .filter((text) => !/^ {2}name: loadgenerator/m.test(text))
        .join('---'),
    );
    const deployments = server.cluster.list('Deployment').length;
    const outcomes = await said('apply', '--prune', '-l', devLabel, '-f', join(dist, devNamespace), '-f', fewer);
    expect(outcomes.filter(([, outcome]) => outcome === 'pruned').map(([name]) => name)).toEqual([
      'configmap/loadgenerator-config',
      'deployment.apps/loadgenerator',
    ]);
    expect(server.cluster.list('Deployment')).toHaveLength(deployments - 1);
    expect(
      server.cluster.list('Deployment', { namespace: 'boutique-dev' }).map(({ metadata }) => metadata.name),
    ).toEqual(expect.not.arrayContaining(['loadgenerator']));
  });

  test('apply --server-side tells who else holds a field, and takes it by force', async () => {
    const replicas = (): unknown => server.cluster.get('Deployment', 'adservice', 'boutique-dev').spec?.replicas;
    const written = replicas();
    const serverSide = ['apply', '--server-side', '-f', join(dist, dev)];
    expect((await said(...serverSide)).every(([, outcome]) => outcome === 'serverside-applied')).toBe(true);

    await said('scale', 'deployment/adservice', '--namespace', 'boutique-dev', '--replicas', '5');
    const refused = await kubectl(...serverSide);
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(
      /Apply failed with 1 conflict: conflict with "kubectl\S*" with subresource "scale" using apps\/v1: \.spec\.replicas/,
    );
    expect(replicas()).toBe(5);

    expect(await said(...serverSide, '--force-conflicts')).toHaveLength(documents(dev).length);
    expect(replicas()).toBe(written);
  });

  test('apply --server-side --force-conflicts takes over all that was applied on the client side', async () => {
    const outcomes = await said('apply', '--server-side', '--force-conflicts', '-f', dist);
    expect(outcomes).toHaveLength(all.length);
    expect(outcomes.filter(([, outcome]) => outcome !== 'serverside-applied')).toEqual([]);
  });
});
