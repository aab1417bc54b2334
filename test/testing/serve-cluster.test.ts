/** The ecosystem's client, as it comes from npm, against the HTTP door. */
import {
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  type ListWatch,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  Watch,
  type V1ConfigMap,
  type V1Status,
} from '@kubernetes/client-node';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { Kubeconfig } from '../../lib/server/kubeconfig';
import { serveCluster, type ServedCluster } from '../../lib/testing/serve-cluster';
import { temporaryFolder } from '../support/kubectl';

let served: ServedCluster;
let config: KubeConfig;

beforeAll(async () => {
  served = await serveCluster({ speed: 10, nodes: 1 });
  config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'test', server: served.url, skipTLSVerify: true }, { name: 'test' });
});

afterAll(() => served.close());

async function eventually(condition: () => boolean): Promise<void> {
  for (let count = 0; count < 200 && !condition(); count++) await new Promise((next) => setTimeout(next, 25));
  expect(condition()).toBe(true);
}

const configMap = (name: string, value: string): V1ConfigMap => ({ metadata: { name }, data: { key: value } });

describe('@kubernetes/client-node', () => {
  test('creates, reads, patches, lists and deletes', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const namespace = 'default';
    await core.createNamespacedConfigMap({ namespace, body: configMap('a', '1') });
    const patched = await core.patchNamespacedConfigMap(
      { name: 'a', namespace, body: { data: { more: '2' } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    expect(patched.data).toEqual({ key: '1', more: '2' });
    const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: '!tier' });
    expect(items.map(({ metadata }) => metadata?.name)).toContain('a');
    await core.deleteNamespacedConfigMap({ name: 'a', namespace });
    await expect(core.readNamespacedConfigMap({ name: 'a', namespace })).rejects.toMatchObject({ code: 404 });
  });

  test('is told what is wrong in the words of the API server', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const body = { metadata: { name: 'x' }, spec: { selector: {}, template: {} } };
    await expect(apps.createNamespacedDeployment({ namespace: 'default', body })).rejects.toMatchObject({ code: 422 });
  });

  test('watches', async () => {
    const seen: string[] = [];
    const watch = new Watch(config);
    const controller = await watch.watch(
      '/api/v1/namespaces/default/configmaps',
      { fieldSelector: 'metadata.name=watched' },
      (type) => seen.push(type),
      () => undefined,
    );
    served.cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', ...configMap('watched', '1') } as never);
    served.cluster.delete('ConfigMap', 'watched');
    await eventually(() => seen.length === 2);
    controller.abort();
    expect(seen).toEqual(['ADDED', 'DELETED']);
  });

  test('keeps an informer up to date', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const path = '/api/v1/namespaces/default/configmaps';
    const informer = makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace: 'default' }));
    const cache = informer as unknown as ListWatch<V1ConfigMap>;
    await informer.start();
    served.cluster.resource('ConfigMap').create({ metadata: { name: 'informed', namespace: 'default' } });
    await eventually(() => cache.get('informed', 'default') !== undefined);
    served.cluster.delete('ConfigMap', 'informed');
    await eventually(() => cache.get('informed', 'default') === undefined);
    await informer.stop();
  });

  test('reads logs and runs commands in a container', async () => {
    served.cluster.runUntil(() => served.cluster.resource('ServiceAccount').find('default', 'default') !== undefined);
    served.cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shell', namespace: 'default' },
      spec: {
        automountServiceAccountToken: false,
        containers: [{ name: 'main', image: 'registry.example/shell:1' }],
      },
    });
    await eventually(() => served.cluster.get('Pod', 'shell').status?.phase === 'Running');

    const log = new PassThrough();
    await new Log(config).log('default', 'shell', 'main', log);

    const out: string[] = [];
    const stdout = new PassThrough().on('data', (text: Buffer) => out.push(String(text)));
    const status = await new Promise<V1Status>((resolve, reject) => {
      const exec = new Exec(config);
      const command = ['sh', '-c', 'echo hello'];
      exec.exec('default', 'shell', 'main', command, stdout, null, null, false, resolve).catch(reject);
    });
    expect(status.status).toBe('Success');
    expect(out.join('')).toBe('hello\n');
  });

  test('takes the kubeconfig that the server writes: TLS with its own authority, and a token', async () => {
    const server = new BoutiqueServer({});
    await server.start();
    try {
      const kubeconfig = new Kubeconfig(join(temporaryFolder(), 'kubeconfig'));
      kubeconfig.write(server.credentials);
      const fromFile = new KubeConfig();
      fromFile.loadFromFile(kubeconfig.path);
      const { items } = await fromFile.makeApiClient(CoreV1Api).listNamespace();
      expect(items.map(({ metadata }) => metadata?.name)).toContain('kube-system');
    } finally {
      await server.stop();
    }
  });
});
