/** ConfigMaps and Secrets: those that are missing, and those that change. */
import type { DraftObject, JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { deployment, object, pod } from './manifests';
import { events, isReady, newCluster, podsOf, rolledOut, waiting } from './observations';

const podNamed = (cluster: Cluster, name: string) => cluster.get('Pod', name);
const ready = (cluster: Cluster, name: string): boolean => isReady(podNamed(cluster, name));
const configMap = (value: string): DraftObject => object('v1', 'ConfigMap', 'settings', { data: { color: value } });
const secret = (value: string): DraftObject => object('v1', 'Secret', 'token', { stringData: { token: value } });

const variable = (valueFrom: JsonObject): JsonObject => ({ env: [{ name: 'VALUE', valueFrom }] });
const mounted = (volume: JsonObject, mount: JsonObject = {}): { pod: JsonObject; container: JsonObject } => ({
  pod: { volumes: [{ name: 'files', ...volume }] },
  container: { volumeMounts: [{ name: 'files', mountPath: '/etc/files', ...mount }] },
});

/** What a command in the pod prints. */
function output(cluster: Cluster, name: string, command: readonly string[]): string {
  const of = podNamed(cluster, name);
  const node = cluster.kubelets!.of(of.spec!.nodeName!)!;
  let text = '';
  const start = node.server.exec(of, {
    container: 'main',
    command,
    stdin: false,
    stdout: true,
    stderr: true,
    tty: false,
  });
  const decoder = new TextDecoder();
  const write = (bytes: Uint8Array) => (text += decoder.decode(bytes));
  start({ stdout: write, stderr: write, exit: () => undefined });
  return text.trim();
}

// pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables), pkg/kubelet/kuberuntime/kuberuntime_container.go
describe('30. Missing Secret/ConfigMap?', () => {
  test('As a variable: CreateContainerConfigError until it is there', () => {
    const cluster = newCluster();
    cluster.apply([
      pod('map', { container: variable({ configMapKeyRef: { name: 'settings', key: 'color' } }) }),
      pod('key', { container: variable({ secretKeyRef: { name: 'token', key: 'other' } }) }),
      pod('optional', { container: variable({ secretKeyRef: { name: 'nowhere', key: 'token', optional: true } }) }),
      secret('1'),
    ]);
    cluster.advance('1m');
    expect(waiting(podNamed(cluster, 'map'))).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'configmap "settings" not found',
    });
    expect(waiting(podNamed(cluster, 'key'))).toEqual({
      reason: 'CreateContainerConfigError',
      message: "couldn't find key other in Secret default/token",
    });
    expect(events(cluster, 'Failed')).toContain('Error: configmap "settings" not found');
    expect(ready(cluster, 'optional')).toBe(true);
    cluster.apply(configMap('red'));
    cluster.runUntil(() => ready(cluster, 'map'), { within: '2m' });
  });

  // pkg/volume/configmap/configmap.go (SetUpAt), pkg/volume/util/operationexecutor/operation_generator.go
  test('As a volume: ContainerCreating and FailedMount until it is there', () => {
    const cluster = newCluster();
    cluster.apply([
      pod('map', mounted({ configMap: { name: 'settings' } })),
      pod('optional', mounted({ configMap: { name: 'nowhere', optional: true } })),
    ]);
    cluster.advance('3m');
    expect(waiting(podNamed(cluster, 'map'))?.reason).toBe('ContainerCreating');
    expect(events(cluster, 'FailedMount')).toContain(
      'MountVolume.SetUp failed for volume "files" : configmap "settings" not found',
    );
    expect(ready(cluster, 'optional')).toBe(true);
    cluster.apply(configMap('red'));
    cluster.runUntil(() => ready(cluster, 'map'), { within: '4m' });
  });
});

// pkg/kubelet/volumemanager, pkg/volume/util/subpath, pkg/kubelet/util/manager/watch_based_manager.go
test.each([
  [
    '31. Will a config change reach pods?',
    configMap,
    { configMap: { name: 'settings' } },
    { configMapKeyRef: { name: 'settings', key: 'color' } },
    'color',
  ],
  [
    '32. Rotated Secret still stale?',
    secret,
    { secret: { secretName: 'token' } },
    { secretKeyRef: { name: 'token', key: 'token' } },
    'token',
  ],
] as const)('%s Volumes within some 100 s, variables and subPath never', (_name, holder, volume, reference, key) => {
  const cluster = newCluster();
  cluster.apply([
    holder('old'),
    pod('volume', mounted(volume)),
    pod('sub-path', mounted(volume, { mountPath: `/etc/files/${key}`, subPath: key })),
    pod('variable', { container: variable(reference) }),
  ]);
  cluster.runUntil(() => ['volume', 'sub-path', 'variable'].every((name) => ready(cluster, name)));
  cluster.apply(holder('new'));
  const file = (name: string): string => output(cluster, name, ['cat', `/etc/files/${key}`]);
  expect(file('volume')).toBe('old');
  cluster.runUntil(() => file('volume') === 'new', { within: '100s' });
  cluster.advance('1h');
  expect(file('sub-path')).toBe('old');
  expect(output(cluster, 'variable', ['printenv', 'VALUE'])).toBe('old');
  expect(podNamed(cluster, 'variable').status?.containerStatuses?.[0]?.restartCount).toBe(0);
});

// pkg/controller/deployment/util/deployment_util.go (EqualIgnoreHash)
test('31. Will a config change reach pods? Only what changes the template rolls out', () => {
  const container = variable({ configMapKeyRef: { name: 'settings', key: 'color' } });
  const cluster = newCluster();
  const versioned = (hash: string) => {
    const draft = deployment('web', { container, labels: { config: hash } });
    return [configMap(hash), draft];
  };
  cluster.apply(versioned('red'));
  cluster.runUntil(rolledOut('web'));
  const name = () => podsOf(cluster, 'web')[0]!.metadata.name;
  const first = name();
  cluster.apply(configMap('green'));
  cluster.advance('10m');
  expect(name()).toBe(first);
  cluster.apply(versioned('blue'));
  cluster.runUntil(rolledOut('web'));
  cluster.advance('10s');
  expect(output(cluster, name(), ['printenv', 'VALUE'])).toBe('blue');
});
