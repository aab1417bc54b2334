/** Without a part of the control plane: what stops, what goes on, and that all catches up afterwards. */
import type { Cluster } from '../../../lib/engine/cluster';
import { breakable, condition, deployment, node, pods, readyPods, restarts } from './breakable-cluster';

const phases = (cluster: Cluster, app: string): (string | undefined)[] =>
  pods(cluster, app).map(({ status }) => status?.phase);

describe('Without the scheduler', () => {
  test('new pods stay Pending, what runs runs on, and all are placed when it is back', () => {
    const cluster = breakable();
    const stopped = cluster.faults.schedulerStopped();
    cluster.apply(deployment('late', 2));
    cluster.advance('2m');
    expect(phases(cluster, 'late')).toEqual(['Pending', 'Pending']);
    expect(pods(cluster, 'late').map(({ spec }) => spec?.nodeName)).toEqual([undefined, undefined]);
    expect(readyPods(cluster)).toBe(3);
    stopped.heal();
    cluster.advance('1m');
    expect(readyPods(cluster, 'late')).toBe(2);
  });

  test('nothing can be explained', () => {
    const cluster = breakable();
    const [pod] = pods(cluster);
    cluster.faults.schedulerStopped();
    expect(() => cluster.explain(pod!.metadata.name)).toThrow('This cluster has no scheduler now');
  });
});

describe('Without the controller manager', () => {
  test('nothing is replaced, containers are still restarted, and pods are replaced when it is back', () => {
    const cluster = breakable();
    const stopped = cluster.faults.controllerManagerStopped();
    const [first, second] = pods(cluster).map(({ metadata }) => metadata.name) as [string, string];
    cluster.faults.killPod(first);
    cluster.faults.killContainer(second);
    cluster.advance('2m');
    expect(readyPods(cluster)).toBe(2);
    expect(restarts(cluster.get('Pod', second))).toBe(1);
    stopped.heal();
    cluster.advance('1m');
    expect(readyPods(cluster)).toBe(3);
  });

  test('a node that dies counts as ready, until it is back', () => {
    const cluster = breakable();
    const stopped = cluster.faults.controllerManagerStopped();
    cluster.faults.nodeDown('node-1');
    cluster.advance('5m');
    expect(condition(node(cluster, 'node-1'), 'Ready')).toBe('True');
    stopped.heal();
    cluster.advance('2m');
    expect(condition(node(cluster, 'node-1'), 'Ready')).toBe('Unknown');
  });

  test('one controller can be missing alone', () => {
    const cluster = breakable();
    const stopped = cluster.faults.controllerStopped('deployment');
    expect(stopped.name).toBe('controller-stopped deployment-controller');
    cluster.apply(deployment('late', 1));
    cluster.faults.killPod(pods(cluster)[0]!.metadata.name);
    cluster.advance('1m');
    expect([readyPods(cluster), pods(cluster, 'late').length]).toEqual([3, 0]);
    stopped.heal();
    cluster.advance('1m');
    expect(readyPods(cluster, 'late')).toBe(1);
  });

  test('a controller that does not run cannot be stopped', () => {
    expect(() => breakable().faults.controllerStopped('gizmo')).toThrow('No controller "gizmo" runs here.');
  });
});

describe('Without the API server', () => {
  test('requests are refused, containers are restarted, and it is told when it is back', () => {
    const cluster = breakable();
    const { name, uid } = pods(cluster).find(({ spec }) => spec?.nodeName === 'node-1')!.metadata;
    const stopped = cluster.faults.apiServerStopped();
    expect(() => cluster.list('Pod')).toThrow('dial tcp 10.96.0.1:443: connect: connection refused');
    expect(() => cluster.resource('ConfigMap').create({ metadata: { name: 'a', namespace: 'default' } })).toThrow(
      'connection refused',
    );
    expect(cluster.http({ method: 'GET', url: '/api/v1/pods', headers: {} }).refused).toBe(true);
    cluster.kubelets!.of('node-1')!.machine.runtime.endContainer(uid, 'main', 1);
    cluster.advance('1m');
    stopped.heal();
    cluster.advance('20s');
    expect(restarts(cluster.get('Pod', name))).toBe(1);
    expect(readyPods(cluster)).toBe(3);
    expect(condition(node(cluster, 'node-1'), 'Ready')).toBe('True');
  });

  test('after ten minutes nothing was evicted: whoever could have noticed was gone as well', () => {
    const cluster = breakable();
    const before = pods(cluster).map(({ metadata }) => metadata.name);
    const stopped = cluster.faults.apiServerStopped();
    cluster.advance('10m');
    stopped.heal();
    cluster.advance('10m');
    expect(pods(cluster).map(({ metadata }) => metadata.name)).toEqual(before);
  });

  test('a node that gets its power back meanwhile waits for it', () => {
    const cluster = breakable();
    const down = cluster.faults.nodeDown('node-1');
    const stopped = cluster.faults.apiServerStopped();
    cluster.advance('10s');
    down.heal();
    cluster.advance('20s');
    expect(cluster.kubelets!.of('node-1')!.running).toBe(false);
    stopped.heal();
    cluster.advance('1m');
    expect(readyPods(cluster)).toBe(3);
  });

  test('a restart breaks watches, which cannot be taken up from before', () => {
    const cluster = breakable();
    const from = String(cluster.store.revision);
    const url = `/api/v1/pods?watch=true&resourceVersion=${from}`;
    const watch = (): { lines: string[]; ended: boolean } => {
      const seen = { lines: [] as string[], ended: false };
      const end = (): void => void (seen.ended = true);
      const line = (text: string): number => seen.lines.push(text);
      cluster.http({ method: 'GET', url, headers: {} }).watch?.start({ line, end });
      return seen;
    };
    const first = watch();
    cluster.apply(deployment('late', 1));
    cluster.advance('1s');
    cluster.faults.restartApiServer();
    expect(first.ended).toBe(true);
    const again = watch();
    expect(JSON.parse(again.lines[0] ?? '{}')).toMatchObject({
      type: 'ERROR',
      object: { code: 410, reason: 'Expired' },
    });
    cluster.advance('1m');
    expect(readyPods(cluster, 'late')).toBe(1);
  });
});

describe('Without a quorum of etcd', () => {
  const get = (cluster: Cluster, url: string): { status: number; body: string } =>
    cluster.http({ method: 'GET', url, headers: {} });

  test('writes and reads that must be up to date fail, what is cached is served', () => {
    const cluster = breakable();
    const lost = cluster.faults.etcdQuorumLost();
    const failure = get(cluster, '/api/v1/pods');
    expect([failure.status, JSON.parse(failure.body).message]).toEqual([500, 'etcdserver: request timed out']);
    expect(JSON.parse(get(cluster, '/api/v1/namespaces/default/pods?resourceVersion=0').body).items).toHaveLength(3);
    expect(() => cluster.apply(deployment('late', 1))).toThrow('etcdserver: request timed out');
    expect(get(cluster, '/readyz').status).toBe(500);
    expect(get(cluster, '/version').status).toBe(200);
    lost.heal();
    cluster.apply(deployment('late', 1));
    cluster.advance('1m');
    expect(readyPods(cluster, 'late')).toBe(1);
  });

  test('compaction makes lists that are continued start anew', () => {
    const cluster = breakable();
    const page = JSON.parse(get(cluster, '/api/v1/pods?limit=1').body) as { metadata: { continue: string } };
    const next = `/api/v1/pods?limit=1&continue=${encodeURIComponent(page.metadata.continue)}`;
    expect(get(cluster, next).status).toBe(200);
    cluster.apply(deployment('late', 1));
    cluster.faults.compactEtcd();
    expect(get(cluster, next).status).toBe(410);
  });
});

describe('Views that are late', () => {
  test('a scheduler that hears of pods late places them late', () => {
    const cluster = breakable();
    cluster.faults.slowWatch('kube-scheduler', '1m', 'pods');
    cluster.apply(deployment('late', 1));
    cluster.advance('50s');
    expect(pods(cluster, 'late').map(({ spec }) => spec?.nodeName)).toEqual([undefined]);
    cluster.advance('20s');
    expect(pods(cluster, 'late').every(({ spec }) => spec?.nodeName !== undefined)).toBe(true);
  });

  test('controllers with a stale view of pods replace nothing until it is fresh', () => {
    const cluster = breakable();
    const stale = cluster.faults.staleInformer('kube-controller-manager', 'pods');
    cluster.faults.killPod(pods(cluster)[0]!.metadata.name);
    cluster.advance('2m');
    expect(pods(cluster)).toHaveLength(2);
    stale.heal();
    cluster.advance('1m');
    expect(readyPods(cluster)).toBe(3);
  });

  test('while kube-proxy is stopped connections go where they went', () => {
    const cluster = breakable();
    cluster.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    cluster.advance('5s');
    const service = cluster.get('Service', 'web');
    const addresses = (): string[] => {
      const { endpoints } = cluster.network.services.endpoints(service, service.spec!.ports![0]!);
      return endpoints.map(({ address }) => address);
    };
    expect(addresses()).toHaveLength(3);
    const before = addresses();
    const stopped = cluster.faults.proxyStopped();
    cluster.faults.killPod(pods(cluster)[0]!.metadata.name);
    cluster.advance('1m');
    expect(addresses()).toEqual(before);
    stopped.heal();
    cluster.advance('5s');
    expect(addresses()).toHaveLength(3);
    expect(addresses()).not.toEqual(before);
  });

  test('only those who watch can be late', () => {
    expect(() => breakable().faults.slowWatch('etcd', '1s')).toThrow('"etcd" watches nothing here');
  });
});

describe('A webhook that is down', () => {
  test('its failure policy decides', () => {
    const cluster = breakable({ webhooks: { call: () => ({ status: 200, body: '{}' }) } });
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];
    cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard' },
      webhooks: [
        {
          name: 'guard.example.com',
          rules,
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          failurePolicy: 'Fail',
          clientConfig: { url: 'https://guard.example.com/' },
        },
      ],
    });
    const create = (): unknown =>
      cluster.resource('ConfigMap').create({ metadata: { generateName: 'a-', namespace: 'default' } });
    cluster.faults.webhookDown('guard.example.com');
    expect(create).toThrow(/failed calling webhook "guard.example.com".*connection refused/);
    cluster.faults.healAll();
    expect(create).toThrow(/failed calling webhook "guard.example.com"(?!.*connection refused)/);
  });
});
