/** What people type first, typed into the real kubectl of several versions, against the server with TLS and token. */
import { join } from 'node:path';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { fileWith, kubectls, run, temporaryFolder, type Run } from '../support/kubectl';

jest.setTimeout(180_000);

const found = kubectls();
if (found.length === 0)
  console.warn('kubectl is not there (PATH, KUBECTL_DIR): what it says to the server is not tested.');

const deployment = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: main, image: '${image}' }]
`;

const suite = found.length === 0 ? describe.skip : describe;

suite.each(found.length === 0 ? [['kubectl', '']] : found)('%s', (_name, program) => {
  const server = new BoutiqueServer({ cluster: { nodes: 2 } });
  const folder = temporaryFolder();
  const kubeconfig = new Kubeconfig(join(folder, 'kubeconfig'));

  const kubectl = async (args: readonly string[], options: Run = {}): Promise<string> => {
    const env = { KUBECONFIG: kubeconfig.path, KUBECACHEDIR: join(folder, 'cache'), ...options.env };
    const { code, out, error } = await run(program, args, { ...options, env });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${error}`);
    return out;
  };

  beforeAll(async () => {
    await server.start();
    kubeconfig.write(server.credentials);
  });

  afterAll(async () => {
    await server.stop();
  });

  test('version, cluster-info, api-resources, explain', async () => {
    expect(await kubectl(['version'])).toContain('v1.28.15');
    expect(await kubectl(['cluster-info'])).toContain(server.credentials.server);
    expect(await kubectl(['api-resources'])).toMatch(/deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/);
    expect(await kubectl(['explain', 'deployment.spec.replicas'])).toContain('<integer>');
  });

  test('apply on the client side: created, unchanged, configured, diff', async () => {
    const file = fileWith(deployment('shop:1'));
    expect(await kubectl(['apply', '-f', file])).toBe('deployment.apps/web created\n');
    expect(await kubectl(['apply', '-f', file])).toBe('deployment.apps/web unchanged\n');
    const changed = fileWith(deployment('shop:2'));
    await expect(kubectl(['diff', '-f', changed])).rejects.toThrow(/ended with 1/);
    expect(await kubectl(['apply', '-f', changed])).toBe('deployment.apps/web configured\n');
    expect(await kubectl(['diff', '-f', changed])).toBe('');
    expect(await kubectl(['get', 'deploy', 'web'])).toMatch(/NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+\d\/2/);
  });

  test('apply on the server side finds conflicts, and takes fields by force', async () => {
    const configMap = (value: string): string =>
      fileWith(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: owned }\ndata: { key: ${value} }\n`);
    const apply = (value: string, ...more: string[]): Promise<string> =>
      kubectl(['apply', '--server-side', '-f', configMap(value), ...more]);
    expect(await apply('a')).toBe('configmap/owned serverside-applied\n');
    await expect(apply('b', '--field-manager=other')).rejects.toThrow(/conflict with "kubectl".*\.data\.key/s);
    await apply('b', '--field-manager=other', '--force-conflicts');
    expect(await kubectl(['get', 'cm', 'owned', '-o', 'jsonpath={.data.key}'])).toBe('b');
  });

  test('edit, patch, label, annotate, scale', async () => {
    await kubectl(['create', 'configmap', 'edited', '--from-literal=key=before']);
    const editor = process.platform === 'win32' ? 'notepad' : 'sed -i s/before/after/';
    expect(await kubectl(['edit', 'configmap', 'edited'], { env: { KUBE_EDITOR: editor } })).toContain('edited');
    await kubectl(['patch', 'configmap', 'edited', '--type=merge', '-p', '{"data":{"more":"x"}}']);
    await kubectl(['label', 'configmap', 'edited', 'tier=back']);
    await kubectl(['annotate', 'configmap', 'edited', 'note=seen']);
    const edited = server.cluster.get('ConfigMap', 'edited');
    expect(edited.data).toEqual({ key: 'after', more: 'x' });
    expect(edited.metadata).toMatchObject({ labels: { tier: 'back' }, annotations: { note: 'seen' } });
  });

  test('create token, auth can-i', async () => {
    await kubectl(['create', 'serviceaccount', 'robot']);
    expect(await kubectl(['create', 'token', 'robot', '--duration', '20m'])).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n?$/);
    expect(await kubectl(['auth', 'can-i', 'create', 'pods'])).toBe('yes\n');
    const asRobot = ['--as', 'system:serviceaccount:default:robot'];
    await expect(kubectl(['auth', 'can-i', 'get', 'secrets', ...asRobot])).rejects.toThrow(/ended with 1/);
  });

  test('wait sees a condition that comes, delete waits until the object is gone', async () => {
    await kubectl(['create', 'namespace', 'waiting']);
    server.cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', finalizers: ['test.example/hold'] },
    });
    const letGo = (): unknown =>
      server.cluster.resource('cm').patch('held', 'default', 'merge', { metadata: { finalizers: null } });
    setTimeout(letGo, 1500);
    const deleted = kubectl(['delete', 'configmap', 'held']);
    expect(await deleted).toBe('configmap "held" deleted\n');
    expect(await kubectl(['wait', '--for=jsonpath={.status.phase}=Active', 'namespace/waiting'])).toContain(
      'condition met',
    );
  });
});
