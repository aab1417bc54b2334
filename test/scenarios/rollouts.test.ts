/** What rollouts do to what runs: surge, bad images, deadlines, quotas, places. */
import type { Pod } from '../../lib/engine/apimachinery/api/core-v1';
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster, ClusterOptions } from '../../lib/engine/cluster';
import { deployment, object, requests, rollingUpdate, type WorkloadParts } from './manifests';
import {
  available,
  condition,
  events,
  extremes,
  newCluster,
  podsOf,
  readyPods,
  rolledOut,
  waiting,
} from './observations';

const BAD_IMAGE = 'registry.example/missing:2';

/** A cluster in which version 1 of `web` runs. */
function running(parts: WorkloadParts, options?: ClusterOptions): Cluster {
  const cluster = newCluster(options);
  cluster.apply(deployment('web', parts));
  cluster.runUntil(rolledOut('web'));
  return cluster;
}

const progress = (cluster: Cluster) => condition(cluster.get('Deployment', 'web'), 'Progressing');
const podNow = (cluster: Cluster, { metadata }: Pod): Pod => cluster.get('Pod', metadata.name);

/** Names of the ReplicaSets of `web` by the image that they run. */
function replicaSetOf(cluster: Cluster, image: string): string {
  const sets = cluster.list('ReplicaSet', { namespace: 'default', labelSelector: 'app=web' });
  return sets.find(({ spec }) => spec?.template?.spec?.containers[0]?.image === image)!.metadata.name;
}

// pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts)
test.each([
  [1, 1, 2],
  [2, 2, 3],
  [3, 3, 4],
  [4, 3, 5],
])(
  '4. What do 25 %%/25 %% mean at 1–3 replicas? At %i: never below %i available, never above %i',
  (replicas, least, most) => {
    const cluster = running({ replicas });
    cluster.apply(deployment('web', { replicas, image: 'registry.example/app:2' }));
    const counts = { available: [] as number[], all: [] as number[] };
    cluster.runUntil((now) => {
      counts.available.push(available(now, 'web'));
      // Those on their way out hold no place any more.
      counts.all.push(podsOf(now, 'web').filter(({ metadata }) => !metadata.deletionTimestamp).length);
      return rolledOut('web')(now);
    });
    expect(Math.min(...counts.available)).toBe(least);
    expect(Math.max(...counts.all)).toBe(most);
  },
);

// pkg/controller/deployment/progress.go (syncRolloutStatus), pkg/kubelet/images/image_manager.go
test('5. Does a bad image take us down? No: the old pods stay, and nothing rolls back by itself', () => {
  const cluster = running({ replicas: 4 });
  cluster.apply(deployment('web', { replicas: 4, image: BAD_IMAGE }));
  const { least } = extremes(cluster, '11m', () => available(cluster, 'web'));
  expect(least).toBe(3);
  const stuck = podsOf(cluster, 'web').filter(({ spec }) => spec?.containers[0]?.image === BAD_IMAGE);
  expect(stuck).toHaveLength(2);
  cluster.runUntil(() => waiting(podNow(cluster, stuck[0]!))?.reason === 'ImagePullBackOff');
  expect(waiting(podNow(cluster, stuck[0]!))?.message).toBe(`Back-off pulling image "${BAD_IMAGE}"`);
  expect(progress(cluster)).toEqual({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${replicaSetOf(cluster, BAD_IMAGE)}" has timed out progressing.`,
  });
  cluster.advance('1h');
  expect(cluster.get('Deployment', 'web').spec?.template?.spec?.containers[0]?.image).toBe(BAD_IMAGE);

  cluster.apply(deployment('web', { replicas: 4, image: 'registry.example/app:3' }));
  cluster.runUntil(rolledOut('web'));
  cluster.advance('10s');
  expect(progress(cluster)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
});

// pkg/controller/deployment/recreate.go (rolloutRecreate), rolling.go
test.each([
  ['Recreate', { strategy: { type: 'Recreate' } }, 'MinimumReplicasUnavailable'],
  // No available pod is what was asked for, so the Deployment says that all is well.
  ['maxUnavailable 100 %', rollingUpdate('25%', '100%'), 'MinimumReplicasAvailable'],
] as const)(
  '6. …with maxUnavailable 100 %%/Recreate? With %s it does: all old pods go first',
  (_name, spec, reason) => {
    const cluster = running({ replicas: 4, spec });
    cluster.apply(deployment('web', { replicas: 4, image: BAD_IMAGE, spec }));
    cluster.advance('1m');
    expect(readyPods(cluster, 'web')).toBe(0);
    expect(condition(cluster.get('Deployment', 'web'), 'Available')?.reason).toBe(reason);

    const careful = running({ replicas: 4, spec: rollingUpdate('25%', 0) });
    careful.apply(deployment('web', { replicas: 4, image: BAD_IMAGE, spec: rollingUpdate('25%', 0) }));
    expect(extremes(careful, '1m', () => available(careful, 'web')).least).toBe(4);
  },
);

// pkg/controller/deployment/rolling.go (cleanupUnhealthyReplicas)
test('7. Will the fix roll out after a bad rollout? Yes: pods that never got ready make room first', () => {
  const spec = rollingUpdate(1, 0);
  const cluster = running({ replicas: 3, spec });
  const container = { readinessProbe: { tcpSocket: { port: 8080 } } };
  const run = { listen: {}, exitAfterSeconds: 1, exitCode: 1 };
  cluster.apply(deployment('web', { replicas: 3, spec, container, run }));
  cluster.advance('5m');
  const crashing = podsOf(cluster, 'web').find((pod) => waiting(pod)?.reason === 'CrashLoopBackOff')!;
  expect(waiting(crashing)?.message).toMatch(/^back-off 2m40s restarting failed container=main pod=web-/);

  cluster.apply(deployment('web', { replicas: 3, spec, image: 'registry.example/app:3' }));
  const { least, most } = extremes(cluster, '1m', () => available(cluster, 'web'));
  expect([least, most]).toEqual([3, 4]);
  expect(rolledOut('web')(cluster)).toBe(true);
});

// pkg/controller/replicaset/replica_set.go (manageReplicas), plugin/pkg/admission/resourcequota/controller.go
test('8. Does quota block the surge pod? Yes: FailedCreate until there is room', () => {
  const quota = (cpu: string) => object('v1', 'ResourceQuota', 'compute', { spec: { hard: { 'requests.cpu': cpu } } });
  const parts = { replicas: 3, container: requests('100m'), spec: rollingUpdate(1, 0) };
  const cluster = running(parts);
  cluster.apply(quota('300m'));
  cluster.advance('10s');
  cluster.apply(deployment('web', { ...parts, image: 'registry.example/app:2' }));
  cluster.advance('1m');
  const set = replicaSetOf(cluster, 'registry.example/app:2');
  const message =
    ' is forbidden: exceeded quota: compute, requested: requests.cpu=100m, used: requests.cpu=300m, limited: requests.cpu=300m';
  const failure = condition(cluster.get('Deployment', 'web'), 'ReplicaFailure')!;
  expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' });
  expect(failure.message!.replace(/^pods "web-[^"]*"/, '')).toBe(message);
  const told = events(cluster, 'FailedCreate');
  expect(told[0]!.replace(/pods "web-[^"]*"/, 'pods')).toBe(`Error creating: pods${message}`);
  expect(condition(cluster.get('ReplicaSet', set), 'ReplicaFailure')).toMatchObject({ reason: 'FailedCreate' });

  // The ReplicaSet tries again with growing back-off, up to some 16 minutes.
  cluster.apply(quota('400m'));
  cluster.runUntil(rolledOut('web'), { within: '20m' });
  expect(condition(cluster.get('Deployment', 'web'), 'ReplicaFailure')).toBeUndefined();
});

// pkg/scheduler/framework/plugins/interpodaffinity/filtering.go
test('9. Does required anti-affinity deadlock the rollout? With replicas = nodes and no unavailable pod: yes', () => {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };
  const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const parts = { replicas: 3, pod: apart };
  const cluster = running(parts);
  cluster.apply(deployment('web', { ...parts, image: 'registry.example/app:2' }));
  cluster.advance('11m');
  const pending = podsOf(cluster, 'web').filter(({ status }) => status?.phase === 'Pending');
  expect(pending).toHaveLength(1);
  expect(condition(pending[0]!, 'PodScheduled')).toEqual({
    status: 'False',
    reason: 'Unschedulable',
    message:
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. " +
      'preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod..',
  });
  expect(progress(cluster)?.reason).toBe('ProgressDeadlineExceeded');

  cluster.apply(deployment('web', { ...parts, image: 'registry.example/app:2', spec: rollingUpdate(0, 1) }));
  cluster.runUntil(rolledOut('web'));
});

// pkg/scheduler/framework/plugins/podtopologyspread/common.go (filterTopologySpreadConstraints)
test('10. Is spread still even after a rollout? Only when pods of the old revision do not count', () => {
  const skewAfterRollout = (seed: number, more: JsonObject): number => {
    const everyNode = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' };
    const constraint = { ...everyNode, labelSelector: { matchLabels: { app: 'web' } }, ...more };
    const parts = { replicas: 6, pod: { topologySpreadConstraints: [constraint] }, spec: rollingUpdate(1, 0) };
    const cluster = running(parts, { seed });
    cluster.apply(deployment('web', { ...parts, image: 'registry.example/app:2' }));
    cluster.runUntil(rolledOut('web'));
    const pods = podsOf(cluster, 'web').filter(({ metadata }) => !metadata.deletionTimestamp);
    const counts = ['node-1', 'node-2', 'node-3'].map(
      (name) => pods.filter(({ spec }) => spec?.nodeName === name).length,
    );
    return Math.max(...counts) - Math.min(...counts);
  };
  // Which pods go first is chance: mostly it ends uneven.
  const worst = (more: JsonObject): number => Math.max(...[1, 2, 3].map((seed) => skewAfterRollout(seed, more)));
  expect(worst({})).toBe(2);
  expect(worst({ matchLabelKeys: ['pod-template-hash'] })).toBeLessThanOrEqual(1);
});

// pkg/controller/deployment/util/deployment_util.go, pkg/api/v1/pod/util.go (IsPodAvailable)
test('50. Is Ready too early? minReadySeconds 0 lets a rollout run ahead of a crash after 30 s', () => {
  const broken = { replicas: 3, image: 'registry.example/app:2', run: { exitAfterSeconds: 30, exitCode: 1 } };
  const hasty = running({ replicas: 3, spec: rollingUpdate(1, 0) });
  hasty.apply(deployment('web', { ...broken, spec: rollingUpdate(1, 0) }));
  hasty.runUntil(rolledOut('web'), { within: '30s' });
  expect(extremes(hasty, '5m', () => readyPods(hasty, 'web')).least).toBe(0);

  const patient = { ...rollingUpdate(1, 0), minReadySeconds: 60 };
  const slow = running({ replicas: 3, spec: patient });
  slow.apply(deployment('web', { ...broken, spec: patient }));
  expect(extremes(slow, '11m', () => available(slow, 'web')).least).toBe(3);
  const kept = podsOf(slow, 'web').filter(({ spec }) => spec?.containers[0]?.image === 'registry.example/app:1');
  expect(kept).toHaveLength(3);
  // Each time that the new pod gets ready again is progress, so the deadline never comes.
  expect(progress(slow)?.reason).toBe('ReplicaSetUpdated');
});
