/** Drains and disruption budgets, nodes and zones that die, nodes that end early. */
import type { Cluster } from '../../lib/engine/cluster';
import { budget, deployment, pod, statefulSet } from './manifests';
import {
  available,
  condition,
  events,
  evict,
  evictionRefusal,
  isReady,
  lastEnd,
  newCluster,
  patch,
  podsOf,
  readyPods,
  rolledOut,
} from './observations';

const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";

function withWeb(replicas: number, nodes = 3): Cluster {
  const cluster = newCluster({ nodes });
  cluster.apply(deployment('web', { replicas }));
  cluster.runUntil(rolledOut('web'));
  return cluster;
}

const firstPod = (cluster: Cluster): string => podsOf(cluster, 'web')[0]!.metadata.name;
const podOn = (cluster: Cluster, node: string): string =>
  podsOf(cluster, 'web').find(({ spec }) => spec?.nodeName === node)!.metadata.name;
const ready = (cluster: Cluster, node: string) => condition(cluster.get('Node', node), 'Ready');
const evicted = (cluster: Cluster): number =>
  podsOf(cluster, 'web').filter((of) => of.metadata.deletionTimestamp).length;

// pkg/registry/core/pod/storage/eviction.go (checkAndDecrement)
test.each([
  ['minAvailable = replicas', { minAvailable: 3 }],
  ['maxUnavailable 0', { maxUnavailable: 0 }],
])('16. Will PDB block a drain forever? With %s: yes', (_name, spec) => {
  const cluster = withWeb(3);
  cluster.apply(budget('web', 'web', spec));
  cluster.advance('5s');
  const blocked = {
    code: 429,
    message: REFUSED,
    causes: ['The disruption budget web needs 3 healthy pods and has 3 currently'],
  };
  expect(evictionRefusal(cluster, firstPod(cluster))).toEqual(blocked);
  cluster.advance('1h');
  expect(evictionRefusal(cluster, firstPod(cluster))).toEqual(blocked);

  cluster.apply(budget('web', 'web', { maxUnavailable: 1 }));
  cluster.advance('5s');
  evict(cluster, firstPod(cluster));
  expect(evictionRefusal(cluster, podsOf(cluster, 'web')[1]!.metadata.name).causes).toEqual([
    // What the last eviction has taken is not seen yet, but it is counted.
    'The disruption budget web needs 2 healthy pods and has 3 currently',
  ]);
});

// pkg/registry/core/pod/storage/eviction.go (shouldEnforceResourceVersion, unhealthyPodEvictionPolicy)
test('16. Will PDB block a drain forever? Pods that never get ready do too, unless AlwaysAllow', () => {
  const cluster = newCluster();
  cluster.apply([
    deployment('web', {
      replicas: 2,
      container: { readinessProbe: { tcpSocket: { port: 8080 } } },
      run: { listen: {} },
    }),
    budget('web', 'web', { minAvailable: 1 }),
  ]);
  cluster.advance('30s');
  expect(evictionRefusal(cluster, firstPod(cluster)).causes).toEqual([
    'The disruption budget web needs 1 healthy pods and has 0 currently',
  ]);
  cluster.apply(budget('web', 'web', { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }));
  cluster.advance('5s');
  evict(cluster, firstPod(cluster));
  expect(evicted(cluster)).toBe(1);
});

// pkg/registry/core/pod/storage/eviction.go (shouldEnforceResourceVersion), pkg/apis/policy (IfHealthyBudget)
test('16. Will PDB block a drain forever? With enough others ready, a pod that is not may go, and costs the budget nothing', () => {
  const cluster = newCluster();
  const container = { readinessProbe: { tcpSocket: { port: 8080 } } };
  cluster.apply([
    budget('web', 'web', { minAvailable: 1 }),
    pod('good', { labels: { app: 'web' } }),
    pod('bad', { labels: { app: 'web' }, container, run: { listen: {} } }),
  ]);
  cluster.advance('30s');
  expect(evictionRefusal(cluster, 'good').causes).toEqual([
    'The disruption budget web needs 1 healthy pods and has 1 currently',
  ]);
  evict(cluster, 'bad');
  cluster.advance('30s');
  expect(podsOf(cluster, 'web').map(({ metadata }) => metadata.name)).toEqual(['good']);
});

// pkg/registry/core/pod/storage/eviction.go (Create)
test('17. Two PDBs on one pod? Eviction answers 500', () => {
  const cluster = withWeb(3);
  cluster.apply([budget('web', 'web', { maxUnavailable: 1 }), budget('also-web', 'web', { maxUnavailable: 1 })]);
  cluster.advance('5s');
  expect(evictionRefusal(cluster, firstPod(cluster))).toMatchObject({
    code: 500,
    message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  });
  cluster.delete('PodDisruptionBudget', 'also-web');
  cluster.advance('5s');
  evict(cluster, firstPod(cluster));
  expect(evicted(cluster)).toBe(1);
});

// pkg/controller/nodelifecycle/node_lifecycle_controller.go (monitorNodeHealth), scheduler/taint_manager.go
test('12. How long until pods move off a dead node? 40 s until it is Unknown, 300 s more until they go', () => {
  const cluster = withWeb(3);
  const lost = podOn(cluster, 'node-1');
  cluster.kubelets!.of('node-1')!.powerOff();
  const [diedAt, sinceDeath] = [cluster.clock.now(), () => (cluster.clock.now() - diedAt) / 1000];
  cluster.runUntil(() => ready(cluster, 'node-1')?.status === 'Unknown');
  expect(sinceDeath()).toBeGreaterThan(30);
  expect(sinceDeath()).toBeLessThanOrEqual(50);
  expect(ready(cluster, 'node-1')).toEqual({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(available(cluster, 'web')).toBe(3);
  const unknownAt = sinceDeath();
  cluster.runUntil(() => evicted(cluster) === 1, { within: '10m' });
  expect(sinceDeath() - unknownAt).toBeGreaterThanOrEqual(300);
  expect(sinceDeath() - unknownAt).toBeLessThan(312);
  expect(condition(cluster.get('Pod', lost), 'DisruptionTarget')).toEqual({
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
  expect(events(cluster, 'TaintManagerEviction')).toEqual([`Marking for deletion Pod default/${lost}`]);

  // Whoever cannot wait says so in the pod.
  const tolerationSeconds = 10;
  const soon = ['not-ready', 'unreachable'].map((name) => {
    return { key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds };
  });
  const hasty = newCluster();
  hasty.apply(deployment('web', { replicas: 3, pod: { tolerations: soon } }));
  hasty.runUntil(rolledOut('web'));
  hasty.kubelets!.of('node-1')!.powerOff();
  hasty.runUntil(() => evicted(hasty) === 1, { within: '65s' });
  hasty.runUntil(rolledOut('web'), { within: '5s' });
});

// pkg/controller/nodelifecycle/node_lifecycle_controller.go (ComputeZoneState, HealthyQPSFunc, ReducedQPSFunc)
describe('13. What if a whole zone dies?', () => {
  /** When pods of dead nodes begin to be told to go, node after node: seconds since the first. */
  const evictionsBegin = (nodes: number, dead: readonly number[], controllerManager = {}): number[] => {
    const cluster = newCluster({ nodes, controllerManager });
    for (const number of dead) cluster.kubelets!.of(`node-${number}`)!.powerOff();
    cluster.advance('15m');
    for (const number of dead) expect(ready(cluster, `node-${number}`)?.status).toBe('Unknown');
    const times = cluster
      .list('Node')
      .flatMap(({ spec }) => spec?.taints ?? [])
      .filter(({ key, effect }) => key === 'node.kubernetes.io/unreachable' && effect === 'NoExecute')
      .map(({ timeAdded }) => Date.parse(timeAdded!) / 1000);
    return times.map((time) => time - Math.min(...times)).sort((a, b) => a - b);
  };

  test('One of three: its nodes are emptied one every 10 s', () => {
    const [first, ...later] = evictionsBegin(9, [1, 4, 7]);
    expect(first).toBe(0);
    expect(later).toEqual([10, 20]);
  });

  test('55 % or more of a zone of up to 50 nodes: nothing is evicted', () => {
    expect(evictionsBegin(12, [1, 4, 7])).toEqual([]);
  });

  test('55 % or more of a larger zone: one node every 100 s', () => {
    expect(evictionsBegin(12, [1, 4, 7], { largeClusterSizeThreshold: 3 })).toEqual([0, 100, 200]);
  });

  test('All zones at once: nobody is evicted', () => {
    expect(evictionsBegin(6, [1, 2, 3, 4, 5, 6])).toEqual([]);
  });
});

describe('14. Will my StatefulSet fail over?', () => {
  /** The node of `db-0` has been without power for an hour. */
  const lostNode = (): { cluster: Cluster; node: string } => {
    const cluster = newCluster();
    cluster.apply(statefulSet('db', { replicas: 3 }));
    cluster.runUntil(() => readyPods(cluster, 'db') === 3);
    const node = cluster.get('Pod', 'db-0').spec!.nodeName!;
    cluster.kubelets!.of(node)!.powerOff();
    cluster.advance('1h');
    return { cluster, node };
  };

  test('No: its pod stays Terminating, since it may still run', () => {
    const { cluster, node } = lostNode();
    const stuck = cluster.get('Pod', 'db-0');
    expect(stuck.metadata.deletionTimestamp).toBeDefined();
    expect(stuck.spec?.nodeName).toBe(node);
    expect(condition(stuck, 'Ready')?.status).toBe('False');
  });

  // pkg/controller/podgc/gc_controller.go (gcTerminating, gcOrphaned), pkg/registry/core/pod/strategy.go (CheckGracefulDelete)
  const outOfService = { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' };
  test.each<[string, (cluster: Cluster, node: string) => void]>([
    [
      'the node is said to be out of service',
      (cluster, node) => {
        const taints = [...(cluster.get('Node', node, '').spec?.taints ?? []), outOfService];
        patch(cluster, 'Node', node, { spec: { taints } }, '');
      },
    ],
    ['the node is deleted', (cluster, node) => cluster.delete('Node', node, '')],
    [
      'the pod is deleted by force',
      (cluster) => cluster.resource('Pod').delete('db-0', 'default', { gracePeriodSeconds: 0 }),
    ],
    ['the kubelet is back', (cluster, node) => cluster.kubelets!.of(node)!.start(cluster.kubelets!.podsOf(node))],
  ])('It does once %s', (_name, act) => {
    const { cluster, node } = lostNode();
    const { uid } = cluster.get('Pod', 'db-0').metadata;
    act(cluster, node);
    cluster.runUntil(() => readyPods(cluster, 'db') === 3);
    expect(cluster.get('Pod', 'db-0').metadata.uid).not.toBe(uid);
  });
});

// pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
test('15. Can I roll a StatefulSet back? Not alone: the broken pod must be deleted by hand', () => {
  const cluster = newCluster();
  const probed = { replicas: 3, container: { readinessProbe: { tcpSocket: { port: 8080 } } } };
  cluster.apply(statefulSet('db', probed));
  cluster.runUntil(() => readyPods(cluster, 'db') === 3);
  cluster.apply(statefulSet('db', { ...probed, run: { listen: {} } }));
  cluster.advance('5m');
  expect(podsOf(cluster, 'db').map(isReady)).toEqual([true, true, false]);

  cluster.apply(statefulSet('db', probed));
  cluster.advance('1h');
  expect(podsOf(cluster, 'db').map(isReady)).toEqual([true, true, false]);
  cluster.delete('Pod', 'db-2');
  cluster.runUntil(() => readyPods(cluster, 'db') === 3);

  // A StatefulSet that does not go pod by pod replaces it unasked.
  const parallel = { ...probed, spec: { podManagementPolicy: 'Parallel' } };
  const other = newCluster();
  other.apply(statefulSet('db', parallel));
  other.runUntil(() => readyPods(other, 'db') === 3);
  other.apply(statefulSet('db', { ...parallel, run: { listen: {} } }));
  other.advance('5m');
  other.apply(statefulSet('db', parallel));
  other.advance('1m');
  expect(readyPods(other, 'db')).toBe(3);
});

// pkg/kubelet/nodeshutdown/nodeshutdown_manager_linux.go (processShutdownEvent)
test('52. Spot notice shorter than grace? The shutdown cuts it', () => {
  const endOf = (graceSeconds: number, noticeSeconds: number) => {
    const cluster = newCluster({ nodes: 1 });
    cluster.apply(
      pod('web', { pod: { terminationGracePeriodSeconds: graceSeconds }, run: { termSeconds: 20, termExitCode: 0 } }),
    );
    cluster.runUntil(() => isReady(cluster.get('Pod', 'web')));
    cluster.kubelets!.of('node-1')!.shutDown({
      shutdownGracePeriodSeconds: noticeSeconds,
      shutdownGracePeriodCriticalPodsSeconds: 0,
    });
    cluster.advance(`${noticeSeconds + 2}s`);
    expect(cluster.kubelets!.of('node-1')!.running).toBe(false);
    return cluster.get('Pod', 'web');
  };
  const cut = endOf(60, 10);
  expect(lastEnd(cut)).toEqual({ reason: 'Error', exitCode: 137 });
  expect(cut.status).toMatchObject({ phase: 'Failed', reason: 'Terminated' });
  expect(cut.status?.message).toBe('Pod was terminated in response to imminent node shutdown.');
  expect(lastEnd(endOf(60, 30))).toEqual({ reason: 'Completed', exitCode: 0 });
});
