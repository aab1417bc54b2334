/** What becomes of containers: images, starts that are slow, crashes, memory, configuration that is not there, ends. */
import type { Pod } from '../../lib/engine/apimachinery/api/core-v1';
import type { JsonValue } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { object, pod } from './manifests';
import { condition, events, isReady, lastEnd, newCluster, waiting } from './observations';

const FAILING = { exitAfterSeconds: 1, exitCode: 1 };

const podNamed = (cluster: Cluster, name: string) => cluster.get('Pod', name);
const restarts = (cluster: Cluster, name: string): number =>
  podNamed(cluster, name).status?.containerStatuses?.[0]?.restartCount ?? 0;

// pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer: minimumGracePeriodInSeconds)
describe('3. Is the grace period long enough?', () => {
  /** How long its container takes to end once a pod is deleted, in seconds, and how it ends. */
  const end = (preStopSeconds: number, termSeconds: number, terminationGracePeriodSeconds: number) => {
    const cluster = newCluster();
    const container = { lifecycle: { preStop: { exec: { command: ['sleep', String(preStopSeconds)] } } } };
    const run = { termSeconds, termExitCode: 0 };
    cluster.apply(pod('web', { container, pod: { terminationGracePeriodSeconds }, run }));
    cluster.runUntil(() => isReady(podNamed(cluster, 'web')));
    cluster.delete('Pod', 'web');
    const deletedAt = Math.floor(cluster.clock.now() / 1000);
    let last: Pod | undefined;
    cluster.informer('Pod').addHandlers({ updated: (_before, now) => (last = now) });
    cluster.runUntil(() => !cluster.resource('Pod').find('web', 'default'));
    const { exitCode, finishedAt } = last!.status!.containerStatuses![0]!.state!.terminated!;
    return { seconds: Date.parse(finishedAt!) / 1000 - deletedAt, exitCode };
  };

  test('hook and drain within it: the container ends well', () => {
    expect(end(5, 10, 30)).toEqual({ seconds: 15, exitCode: 0 });
  });

  test('the drain is longer: KILL (137) at its end', () => {
    expect(end(5, 60, 30)).toEqual({ seconds: 30, exitCode: 137 });
  });

  test('the hook is longer: 2 s more for TERM, then KILL', () => {
    expect(end(60, 10, 30)).toEqual({ seconds: 32, exitCode: 137 });
  });
});

// pkg/kubelet/prober/prober.go, pkg/apis/core/v1/defaults.go (SetDefaults_Probe)
test('25. Will probes cascade under load? An answer later than 1 s, three times, is a restart; readiness would only stand aside', () => {
  const run = { listen: { '8080': '0:200 60:hang' } };
  const probe = { httpGet: { path: '/', port: 8080 } };
  const cluster = newCluster();
  cluster.apply([
    pod('hasty', { container: { livenessProbe: probe }, run }),
    pod('patient', { container: { readinessProbe: probe }, run }),
  ]);
  cluster.advance('2m30s');
  expect(podNamed(cluster, 'hasty').spec?.containers[0]?.livenessProbe).toMatchObject({
    timeoutSeconds: 1,
    periodSeconds: 10,
    failureThreshold: 3,
  });
  expect(
    events(cluster, 'Unhealthy')
      .map((message) => message.replace(/\d+\.\d+\.\d+\.\d+/, 'IP'))
      .sort(),
  ).toEqual([
    'Liveness probe failed: Get "http://IP:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'Readiness probe failed: Get "http://IP:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ]);
  expect(restarts(cluster, 'hasty')).toBe(1);
  expect(restarts(cluster, 'patient')).toBe(0);
  expect(isReady(podNamed(cluster, 'patient'))).toBe(false);
});

// pkg/kubelet/prober/worker.go, pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions)
test('26. Will slow start be killed? Yes, after initialDelay + failureThreshold × period without a startup probe', () => {
  const probe = { tcpSocket: { port: 8080 }, periodSeconds: 10, failureThreshold: 3 };
  const run = { listen: { '8080': '0:refused 60:open' } };
  const cluster = newCluster();
  const startupProbe = { ...probe, failureThreshold: 10 };
  cluster.apply([
    pod('killed', { container: { livenessProbe: { ...probe, initialDelaySeconds: 10 } }, run }),
    pod('waited-for', { container: { livenessProbe: probe, startupProbe }, run }),
  ]);
  cluster.runUntil(() => podNamed(cluster, 'killed').status?.phase === 'Running');
  const startedAt = cluster.clock.now();
  cluster.runUntil(() => events(cluster, 'Killing').length > 0);
  // The third probe ends it, and the first one comes at some moment of the period after the delay.
  const seconds = (cluster.clock.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(30);
  expect(seconds).toBeLessThanOrEqual(41);
  cluster.advance('5m');
  expect(restarts(cluster, 'killed')).toBeGreaterThan(3);
  expect(events(cluster, 'Killing')).toContain('Container main failed liveness probe, will be restarted');
  expect(events(cluster, 'Unhealthy')[0]).toMatch(
    /^(Liveness|Startup) probe failed: dial tcp .*:8080: connect: connection refused$/,
  );
  expect(restarts(cluster, 'waited-for')).toBe(0);
  expect(isReady(podNamed(cluster, 'waited-for'))).toBe(true);
});

// pkg/kubelet/kuberuntime/kuberuntime_manager.go (doBackOff), pkg/kubelet/kubelet.go (MaxContainerBackOff)
describe('28. How bad is a crash loop?', () => {
  /** How long each back-off was, until so many restarts. */
  const backOffs = (run: JsonValue, restartCount: number): string[] => {
    const cluster = newCluster();
    cluster.apply(pod('web', { run }));
    const waits: string[] = [];
    let counted = -1;
    const look = (): boolean => {
      const { reason, message = '' } = waiting(podNamed(cluster, 'web')) ?? {};
      const wait = /^back-off (\S+) restarting failed container=main pod=web_default\(/.exec(message)?.[1];
      if (reason === 'CrashLoopBackOff' && wait && counted !== restarts(cluster, 'web')) {
        counted = restarts(cluster, 'web');
        waits.push(wait);
      }
      return counted === restartCount;
    };
    cluster.runUntil(look, { within: '2h' });
    expect(events(cluster, 'BackOff')[0]).toMatch(/^Back-off restarting failed container main in pod web_default\(/);
    return waits;
  };

  test('10 s, doubled up to 300 s', () => {
    expect(backOffs(FAILING, 7)).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s']);
  });

  test('a run of ten minutes begins it anew', () => {
    expect(backOffs([FAILING, FAILING, FAILING, { ...FAILING, exitAfterSeconds: 700 }, FAILING], 5)).toEqual([
      '10s',
      '20s',
      '10s',
      '20s',
    ]);
  });
});

// pkg/kubelet/images/image_manager.go (EnsureImageExists), pkg/apis/core/v1/defaults.go (SetDefaults_Container)
describe('29. ImagePullBackOff rhythm?', () => {
  test('ErrImagePull, then back-off of 10 s doubled up to 300 s', () => {
    const cluster = newCluster();
    cluster.apply(pod('web', { image: 'registry.example/missing:1' }));
    const reason = () => waiting(podNamed(cluster, 'web'))?.reason;
    const failedAt: number[] = [];
    while (failedAt.length < 8) {
      cluster.runUntil(() => reason() === 'ErrImagePull', { within: '10m' });
      failedAt.push(Math.round(cluster.clock.now() / 1000));
      cluster.runUntil(() => reason() === 'ImagePullBackOff', { within: '10m' });
    }
    const gaps = failedAt.slice(1).map((at, index) => at - failedAt[index]!);
    // A status is written a moment after what it tells of, and the kubelet looks again every so often only.
    [10, 20, 40, 80, 160, 300, 300].forEach((backOff, index) => {
      expect(gaps[index]).toBeGreaterThanOrEqual(backOff - 2);
      expect(gaps[index]).toBeLessThan(backOff + 25);
    });
    expect(events(cluster, 'Failed')).toEqual(
      expect.arrayContaining(['Error: ErrImagePull', 'Error: ImagePullBackOff']),
    );
    expect(events(cluster, 'BackOff')).toEqual(['Back-off pulling image "registry.example/missing:1"']);
  });

  test('`:latest` means Always, another tag IfNotPresent', () => {
    const cluster = newCluster({ nodes: 1 });
    for (const [name, image] of [
      ['latest', 'registry.example/app'],
      ['tagged', 'registry.example/app:1'],
    ] as const) {
      cluster.apply([pod(`${name}-1`, { image })]);
      cluster.advance('5s');
      cluster.apply([pod(`${name}-2`, { image })]);
      cluster.advance('5s');
    }
    expect(podNamed(cluster, 'latest-1').spec?.containers[0]?.imagePullPolicy).toBe('Always');
    expect(podNamed(cluster, 'tagged-1').spec?.containers[0]?.imagePullPolicy).toBe('IfNotPresent');
    const pulls = (name: string): number =>
      cluster.list('Event').filter((event) => event.involvedObject?.name === name && event.reason === 'Pulling').length;
    expect(['latest-1', 'latest-2', 'tagged-1', 'tagged-2'].map(pulls)).toEqual([1, 1, 1, 0]);
    expect(events(cluster, 'Pulled')).toContain('Container image "registry.example/app:1" already present on machine');
  });

  test('a large image keeps its container waiting, once for each node', () => {
    const images = { 'registry.example/large': { sizeBytes: 2_000_000_000 } };
    const cluster = newCluster({ nodes: 1, images });
    cluster.apply(pod('first', { image: 'registry.example/large:1' }));
    cluster.advance('30s');
    expect(waiting(podNamed(cluster, 'first'))).toEqual({ reason: 'ContainerCreating' });
    cluster.runUntil(() => isReady(podNamed(cluster, 'first')), { within: '15s' });
    expect(events(cluster, 'Pulled')).toEqual([
      'Successfully pulled image "registry.example/large:1" in 40s (40s including waiting)',
    ]);
    cluster.apply(pod('second', { image: 'registry.example/large:1' }));
    cluster.runUntil(() => isReady(podNamed(cluster, 'second')), { within: '5s' });
  });

  test('a pull secret is of its namespace', () => {
    const auth = Buffer.from('user:password').toString('base64');
    const config = JSON.stringify({ auths: { 'registry.example': { auth } } });
    const images = {
      'registry.example/shop/*': { pullFault: 'denied', credentials: { username: 'user', password: 'password' } },
    } as const;
    const data = { '.dockerconfigjson': Buffer.from(config).toString('base64') };
    const secret = { type: 'kubernetes.io/dockerconfigjson', data };
    const cluster = newCluster({ images });
    const asked = { image: 'registry.example/shop/web:1', pod: { imagePullSecrets: [{ name: 'registry' }] } };
    cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } },
      object('v1', 'Secret', 'registry', { metadata: { namespace: 'other' }, ...secret }),
      pod('web', asked),
    ]);
    cluster.advance('30s');
    expect(isReady(podNamed(cluster, 'web'))).toBe(false);
    expect(events(cluster, 'FailedToRetrieveImagePullSecret')).toEqual([
      'Unable to retrieve some image pull secrets (registry); attempting to pull the image may not succeed.',
    ]);
    cluster.apply(object('v1', 'Secret', 'registry', secret));
    cluster.runUntil(() => isReady(podNamed(cluster, 'web')), { within: '6m' });
  });
});

// pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer), kuberuntime_manager.go
test('33. OOMKill loop? Over its limit a container is killed (137) and started again, its pod stays', () => {
  const limits = (memory: string) => ({ resources: { limits: { memory } } });
  const run = { memory: '0:40Mi 60:300Mi' };
  const cluster = newCluster();
  cluster.apply([pod('leak', { container: limits('128Mi'), run }), pod('roomy', { container: limits('512Mi'), run })]);
  cluster.advance('10m');
  expect(lastEnd(podNamed(cluster, 'leak'))).toEqual({ reason: 'OOMKilled', exitCode: 137 });
  expect(restarts(cluster, 'leak')).toBeGreaterThan(2);
  expect(podNamed(cluster, 'leak').status?.phase).toBe('Running');
  expect(restarts(cluster, 'roomy')).toBe(0);
});

// pkg/kubelet/eviction/{eviction_manager,helpers}.go (rankMemoryPressure)
test('33. OOMKill loop? A node short of memory evicts whoever is most above its request', () => {
  const resources = (memory: string) => ({ resources: { requests: { memory } } });
  const cluster = newCluster({ nodes: 1 });
  cluster.apply([
    pod('greedy', { container: resources('1Gi'), run: { memory: '0:1Gi 30:31Gi' } }),
    pod('modest', { container: resources('1Gi'), run: { memory: '1Gi' } }),
  ]);
  cluster.advance('3m');
  expect(podNamed(cluster, 'greedy').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(podNamed(cluster, 'greedy').status?.message).toMatch(
    /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: .*\. Container main was using .*, request is 1Gi, has larger consumption of memory\. $/,
  );
  expect(condition(podNamed(cluster, 'greedy'), 'DisruptionTarget')).toMatchObject({ reason: 'TerminationByKubelet' });
  expect(isReady(podNamed(cluster, 'modest'))).toBe(true);
});

// pkg/kubelet/kubelet_pods.go, status/generate.go (Initialized)
test('48. Do init containers hang the rollout? Each waits for the one before; one that waits for its own app waits forever', () => {
  const initContainers = ['first', 'second'].map((name) => ({ name, image: 'registry.example/wait-for-it:1' }));
  const cluster = newCluster({ images: { 'registry.example/wait-for-itself:1': { exitAfterSeconds: 1e6 } } });
  const hanging = [{ ...initContainers[0]!, image: 'registry.example/wait-for-itself:1' }, initContainers[1]!];
  cluster.apply([pod('stuck', { pod: { initContainers: hanging } }), pod('good', { pod: { initContainers } })]);
  cluster.advance('1h');
  expect(condition(podNamed(cluster, 'stuck'), 'Initialized')).toEqual({
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [first second]',
  });
  expect(waiting(podNamed(cluster, 'stuck'))?.reason).toBe('PodInitializing');
  expect(isReady(podNamed(cluster, 'good'))).toBe(true);
});
