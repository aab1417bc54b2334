/** Where pods go, and why they do not. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { budget, clusterObject, deployment, pod, requests } from './manifests';
import { condition, events, isReady, newCluster, patch, podsOf, readyPods, rolledOut, taint } from './observations';

const scheduled = (cluster: Cluster, name: string) => condition(cluster.get('Pod', name), 'PodScheduled');
const NO_VICTIMS = (nodes: number) =>
  `preemption: 0/${nodes} nodes are available: ${nodes} No preemption victims found for incoming pod..`;
const NOT_HELPFUL = (nodes: number) =>
  `preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling..`;

const unschedulable = (message: string) => ({ status: 'False', reason: 'Unschedulable', message });

/** A spread over zones that nobody may break. */
function byZone(more: JsonObject = {}): JsonObject {
  const selector = { labelSelector: { matchLabels: { app: 'web' } } };
  const constraint = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' };
  return { topologySpreadConstraints: [{ ...constraint, ...selector, ...more }] };
}

// pkg/scheduler/framework/plugins/podtopologyspread/common.go (nodeTaintsPolicy)
test('11. Does spread survive AZ loss? Not by default: the dead zone still counts as one with 0 pods', () => {
  const zoneLoss = (constraint: JsonObject): Cluster => {
    const cluster = newCluster();
    cluster.apply(deployment('web', { replicas: 6, pod: byZone(constraint) }));
    cluster.runUntil(rolledOut('web'));
    cluster.kubelets!.of('node-1')!.powerOff();
    cluster.advance('10m');
    return cluster;
  };
  const cluster = zoneLoss({});
  expect(readyPods(cluster, 'web')).toBe(4);
  const pending = podsOf(cluster, 'web').filter(({ status }) => status?.phase === 'Pending');
  expect(condition(pending[0]!, 'PodScheduled')?.message).toBe(
    "0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) didn't match " +
      'pod topology spread constraints. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, ' +
      '2 No preemption victims found for incoming pod..',
  );
  expect(readyPods(zoneLoss({ nodeTaintsPolicy: 'Honor' }), 'web')).toBe(6);
});

// pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (minMatchNum)
test('11. Does spread survive AZ loss? With minDomains a cluster of too few zones takes maxSkew pods of each', () => {
  const cluster = newCluster({ nodes: 2 });
  cluster.apply(deployment('web', { replicas: 4, pod: byZone({ minDomains: 3 }) }));
  cluster.advance('1m');
  expect(readyPods(cluster, 'web')).toBe(2);
  cluster.apply(deployment('web', { replicas: 4, pod: byZone() }));
  cluster.runUntil(rolledOut('web'));
});

// pkg/scheduler/framework/plugins/noderesources/fit.go, pkg/scheduler/framework/types.go (FitError)
test('22. Will it fit, and on which nodes? The largest init container and the sum of the others must', () => {
  const init = { initContainers: [{ name: 'init', image: 'registry.example/init:1', ...requests('9') }] };
  const cluster = newCluster();
  cluster.apply([
    pod('cpu', { container: requests('9') }),
    pod('memory', { container: requests('1', '33Gi') }),
    pod('both', { container: requests('9', '33Gi') }),
    pod('init', { pod: init, container: requests('1') }),
    pod('fits', { container: requests('8') }),
  ]);
  cluster.advance('10s');
  const nobody = NO_VICTIMS(3);
  expect(scheduled(cluster, 'cpu')).toEqual(unschedulable(`0/3 nodes are available: 3 Insufficient cpu. ${nobody}`));
  expect(scheduled(cluster, 'memory')?.message).toBe(`0/3 nodes are available: 3 Insufficient memory. ${nobody}`);
  expect(scheduled(cluster, 'both')?.message).toBe(
    `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${nobody}`,
  );
  expect(scheduled(cluster, 'init')?.message).toBe(`0/3 nodes are available: 3 Insufficient cpu. ${nobody}`);
  expect(scheduled(cluster, 'fits')).toMatchObject({ status: 'True' });
  expect(events(cluster, 'FailedScheduling')).toContain(`0/3 nodes are available: 3 Insufficient cpu. ${nobody}`);
});

// plugin/pkg/admission/runtimeclass/admission.go (setOverhead), pkg/api/v1/resource/helpers.go (PodRequests)
test('22. Will it fit, and on which nodes? What a RuntimeClass takes for itself counts too', () => {
  const cluster = newCluster();
  const overhead = { podFixed: { cpu: '500m' } };
  cluster.apply([
    clusterObject('node.k8s.io/v1', 'RuntimeClass', 'sandboxed', { handler: 'sandboxed', overhead }),
    pod('plain', { container: requests('7800m') }),
    pod('sandboxed', { pod: { runtimeClassName: 'sandboxed' }, container: requests('7800m') }),
    pod('smaller', { pod: { runtimeClassName: 'sandboxed' }, container: requests('7500m') }),
  ]);
  cluster.advance('10s');
  expect(scheduled(cluster, 'plain')?.status).toBe('True');
  expect(scheduled(cluster, 'smaller')?.status).toBe('True');
  expect(scheduled(cluster, 'sandboxed')).toEqual(
    unschedulable(`0/3 nodes are available: 3 Insufficient cpu. ${NO_VICTIMS(3)}`),
  );
});

// pkg/scheduler/framework/plugins/noderesources/fit.go (fitsRequest: Too many pods)
test('22. Will it fit, and on which nodes? A node takes 110 pods, however small', () => {
  const cluster = newCluster({ nodes: 1 });
  cluster.apply(deployment('web', { replicas: 111 }));
  cluster.advance('1m');
  expect(readyPods(cluster, 'web')).toBe(110);
  const pending = podsOf(cluster, 'web').find((of) => !isReady(of))!;
  expect(condition(pending, 'PodScheduled')).toEqual(
    unschedulable(`0/1 nodes are available: 1 Too many pods. ${NO_VICTIMS(1)}`),
  );
  cluster.apply(deployment('web', { replicas: 110 }));
  cluster.runUntil(rolledOut('web'));
});

// cluster-autoscaler's simulation, pkg/scheduler/framework/plugins (which filters a node of the same make passes)
test('23. Will the autoscaler help? Only where one more node like those that are there would take the pod', () => {
  const cluster = newCluster({ nodes: 1 });
  cluster.apply(deployment('web', { replicas: 2, container: requests('4') }));
  cluster.runUntil(rolledOut('web'));
  cluster.apply([
    pod('more', { container: requests('4') }),
    pod('huge', { container: requests('9') }),
    pod('elsewhere', { pod: { nodeSelector: { disk: 'ssd' } } }),
  ]);
  cluster.advance('10s');
  const newNodeHelps = (name: string): boolean =>
    cluster.explain(name).outlook!.wouldFit.some(({ changes }) => changes.every(({ kind }) => kind === 'new-node'));
  expect(['more', 'huge', 'elsewhere'].map(newNodeHelps)).toEqual([true, false, false]);
});

const priorityClass = (name: string, value: number, more: JsonObject = {}) =>
  clusterObject('scheduling.k8s.io/v1', 'PriorityClass', name, { value, ...more });

// pkg/scheduler/framework/preemption/preemption.go, plugins/defaultpreemption/default_preemption.go
test('24. Could a new PriorityClass evict production? Yes, and a disruption budget does not stop it', () => {
  const cluster = newCluster({ nodes: 1 });
  cluster.apply([
    deployment('web', { replicas: 2, container: requests('4') }),
    budget('web', 'web', { minAvailable: 2 }),
  ]);
  cluster.runUntil(rolledOut('web'));
  cluster.apply([
    priorityClass('urgent', 1000),
    pod('batch', { pod: { priorityClassName: 'urgent' }, container: requests('4') }),
  ]);
  cluster.runUntil(() => isReady(cluster.get('Pod', 'batch')));
  expect(readyPods(cluster, 'web')).toBe(1);
  expect(events(cluster, 'Preempted')).toEqual(['Preempted by a pod on node node-1']);

  const polite = newCluster({ nodes: 1 });
  polite.apply(deployment('web', { replicas: 2, container: requests('4') }));
  polite.runUntil(rolledOut('web'));
  const never = { preemptionPolicy: 'Never' };
  polite.apply([
    priorityClass('urgent', 1000, never),
    pod('batch', { pod: { priorityClassName: 'urgent' }, container: requests('4') }),
  ]);
  polite.advance('1m');
  expect(readyPods(polite, 'web')).toBe(2);
  expect(scheduled(polite, 'batch')).toEqual(
    unschedulable(
      '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never..',
    ),
  );
});

// pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (filterPodsWithPDBViolation)
test('24. Could a new PriorityClass evict production? Where there is a choice it takes pods that no budget guards', () => {
  const cluster = newCluster({ nodes: 2 });
  const on = (nodeName: string) => ({ nodeSelector: { 'kubernetes.io/hostname': nodeName } });
  cluster.apply([
    deployment('guarded', { container: requests('6'), pod: on('node-1') }),
    deployment('free', { container: requests('6'), pod: on('node-2') }),
    budget('guarded', 'guarded', { minAvailable: 1 }),
    priorityClass('urgent', 1000),
  ]);
  cluster.advance('20s');
  cluster.apply(pod('batch', { pod: { priorityClassName: 'urgent' }, container: requests('4') }));
  cluster.runUntil(() => isReady(cluster.get('Pod', 'batch')));
  expect(cluster.get('Pod', 'batch').spec?.nodeName).toBe('node-2');
  expect([readyPods(cluster, 'guarded'), readyPods(cluster, 'free')]).toEqual([1, 0]);
});

// plugin/pkg/admission/priority/admission.go (admitPod)
test('24. Could a new PriorityClass evict production? As global default it counts for new pods alone', () => {
  const cluster = newCluster();
  cluster.apply(pod('old'));
  cluster.apply(priorityClass('everybody', 500, { globalDefault: true }));
  cluster.apply(pod('new'));
  expect(cluster.get('Pod', 'old').spec?.priority).toBe(0);
  expect(cluster.get('Pod', 'new').spec).toMatchObject({ priority: 500, priorityClassName: 'everybody' });
});

// pkg/scheduler/framework/plugins/tainttoleration, pkg/controller/nodelifecycle/scheduler/taint_manager.go
test('49. Do nodes tainted/labelled wrong starve pods? NoSchedule keeps new ones out, NoExecute drives out those there', () => {
  const dedicated = (effect: string) => [{ key: 'dedicated', value: 'db', effect }];
  const cluster = newCluster({ nodes: 1 });
  cluster.apply(pod('before'));
  cluster.runUntil(() => isReady(cluster.get('Pod', 'before')));
  taint(cluster, 'node-1', dedicated('NoSchedule'));
  cluster.advance('1s');
  cluster.apply([pod('after'), pod('tolerant', { pod: { tolerations: [{ key: 'dedicated', operator: 'Exists' }] } })]);
  cluster.advance('1m');
  expect(isReady(cluster.get('Pod', 'before'))).toBe(true);
  expect(isReady(cluster.get('Pod', 'tolerant'))).toBe(true);
  expect(scheduled(cluster, 'after')).toEqual(
    unschedulable(`0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: db}. ${NOT_HELPFUL(1)}`),
  );

  taint(cluster, 'node-1', dedicated('NoExecute'));
  cluster.advance('30s');
  expect(cluster.list('Pod').map(({ metadata }) => metadata.name)).toEqual(['after', 'tolerant']);
  expect(events(cluster, 'TaintManagerEviction')).toEqual(['Marking for deletion Pod default/before']);
});

// pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go
test('49. Do nodes tainted/labelled wrong starve pods? A selector that no node matches leaves them pending', () => {
  const cluster = newCluster();
  cluster.apply(deployment('web', { pod: { nodeSelector: { disk: 'ssd' } } }));
  cluster.advance('1m');
  expect(condition(podsOf(cluster, 'web')[0]!, 'PodScheduled')).toEqual(
    unschedulable(`0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${NOT_HELPFUL(3)}`),
  );
  patch(cluster, 'Node', 'node-2', { metadata: { labels: { disk: 'ssd' } } }, '');
  cluster.runUntil(rolledOut('web'));
  expect(podsOf(cluster, 'web')[0]?.spec?.nodeName).toBe('node-2');
});
