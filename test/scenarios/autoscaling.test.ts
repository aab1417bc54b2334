/** The horizontal autoscaler: when it moves, when it does not, who works against it. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { deployment, object, requests, rollingUpdate, type WorkloadParts } from './manifests';
import { condition, events, extremes, newCluster, patch, rolledOut } from './observations';

/** Scales `web` by its use of cpu, 50 % of what is requested. */
function autoscaler(spec: JsonObject = {}): ReturnType<typeof object> {
  const resource = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } };
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [{ type: 'Resource', resource }],
      ...spec,
    },
  });
}

/** What each container uses of cpu, in millicores, as the scenario says. */
class Load {
  millicores = 50;

  usageOf(): { readonly cpu: string } {
    return { cpu: `${this.millicores}m` };
  }
}

/** A `web` of two pods that request 100m each, its autoscaler, and six minutes of calm. */
function scaled(load: Load, parts: WorkloadParts = {}, spec: JsonObject = {}): Cluster {
  const cluster = newCluster({ usage: load });
  cluster.apply([deployment('web', { replicas: 2, container: requests('100m'), ...parts }), autoscaler(spec)]);
  cluster.advance('6m');
  return cluster;
}

const replicas = (cluster: Cluster): number => cluster.get('Deployment', 'web').spec?.replicas ?? 1;
const said = (cluster: Cluster, type: string) => condition(cluster.get('HorizontalPodAutoscaler', 'web'), type);

// pkg/controller/podautoscaler/horizontal.go, replica_calculator.go, config/v1alpha1/defaults.go
test('18. Will the HPA thrash? Within a tenth nothing moves, and it comes down only after five calm minutes', () => {
  const load = new Load();
  const cluster = scaled(load);
  load.millicores = 54;
  cluster.advance('10m');
  expect(replicas(cluster)).toBe(2);
  expect(said(cluster, 'AbleToScale')).toEqual({
    status: 'True',
    reason: 'ReadyForNewScale',
    message: 'recommended size matches current size',
  });

  load.millicores = 75;
  cluster.runUntil(() => replicas(cluster) === 3, { within: '16s' });
  expect(events(cluster, 'SuccessfulRescale')).toEqual([
    'New size: 3; reason: cpu resource utilization (percentage of request) above target',
  ]);
  load.millicores = 20;
  cluster.advance('4m30s');
  expect(replicas(cluster)).toBe(3);
  expect(said(cluster, 'AbleToScale')).toEqual({
    status: 'True',
    reason: 'ScaleDownStabilized',
    message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
  });
  cluster.runUntil(() => replicas(cluster) === 2, { within: '1m' });

  // Who wants it otherwise says so.
  const restless = scaled(load, {}, { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } });
  load.millicores = 75;
  restless.runUntil(() => replicas(restless) === 3, { within: '16s' });
  load.millicores = 20;
  restless.runUntil(() => replicas(restless) === 2, { within: '1m' });
});

// pkg/controller/podautoscaler/horizontal.go (calculateScaleUpLimit, convertDesiredReplicasWithRules)
test('18. Will the HPA thrash? Up it goes twice as far at each sync, and never beyond its bound', () => {
  const load = new Load();
  const cluster = scaled(load);
  load.millicores = 1000;
  cluster.runUntil(() => replicas(cluster) === 4, { within: '16s' });
  expect(said(cluster, 'ScalingLimited')).toEqual({
    status: 'True',
    reason: 'ScaleUpLimit',
    message: 'the desired replica count is increasing faster than the maximum scale rate',
  });
  cluster.advance('15s');
  expect(replicas(cluster)).toBe(8);
  cluster.advance('1m');
  expect(replicas(cluster)).toBe(10);
  expect(said(cluster, 'ScalingLimited')).toEqual({
    status: 'True',
    reason: 'TooManyReplicas',
    message: 'the desired replica count is more than the maximum replica count',
  });
});

// pkg/controller/podautoscaler/horizontal.go (reconcileAutoscaler), pkg/apis/apps/v1/defaults.go (SetDefaults_Deployment)
describe('19. Does apply fight the HPA?', () => {
  const busy = (): Cluster => {
    const load = new Load();
    const cluster = scaled(load);
    load.millicores = 100;
    cluster.runUntil(() => replicas(cluster) === 4, { within: '16s' });
    return cluster;
  };

  test.each([
    ['`replicas` in the manifest wins', 2, 2],
    ['`replicas` taken out of it means 1', null, 1],
  ])('%s until the next sync', (_name, given, taken) => {
    const cluster = busy();
    patch(cluster, 'Deployment', 'web', { spec: { replicas: given } });
    expect(replicas(cluster)).toBe(taken);
    cluster.runUntil(() => replicas(cluster) > taken, { within: '16s' });
  });

  // staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go
  test('on the server it is refused as a conflict, and without `replicas` leaves them alone', () => {
    const cluster = busy();
    expect(() => cluster.apply(deployment('web', { replicas: 2, container: requests('100m') }))).toThrow(
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    );
    const scaledTo = replicas(cluster);
    cluster.apply(deployment('web', { container: requests('100m'), spec: { replicas: undefined } }));
    expect(replicas(cluster)).toBe(scaledTo);
  });
});

// pkg/controller/podautoscaler/replica_calculator.go (calculatePodRequests), horizontal.go
test('20. Does the HPA do anything? Not when one container has no request', () => {
  const load = new Load();
  load.millicores = 100;
  const sidecar = { name: 'sidecar', image: 'registry.example/sidecar:1' };
  const main = { name: 'main', image: 'registry.example/app:1', ...requests('100m') };
  const cluster = scaled(load, { pod: { containers: [main, sidecar] } });
  expect(replicas(cluster)).toBe(2);
  const active = said(cluster, 'ScalingActive')!;
  expect(active).toMatchObject({ status: 'False', reason: 'FailedGetResourceMetric' });
  expect(active.message!.replace(/web-\S+$/, 'web-')).toBe(
    'the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container ' +
      'sidecar of Pod web-',
  );
  const first = 'invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ';
  expect(events(cluster, 'FailedComputeMetricsReplicas')).toContainEqual(
    expect.stringContaining(
      `${first}failed to get cpu utilization: missing request for cpu in container sidecar of Pod web-`,
    ),
  );
  cluster.apply(deployment('web', { replicas: 2, pod: { containers: [main, { ...sidecar, ...requests('100m') }] } }));
  cluster.runUntil(() => replicas(cluster) > 2, { within: '10m' });
});

// pkg/controller/podautoscaler/horizontal.go (computeReplicasForMetrics)
test('20. Does the HPA do anything? A metric that fails keeps it from coming down', () => {
  const queue = {
    type: 'External',
    external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } },
  };
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
  const sizeWith = (metrics: JsonObject[]): Cluster => {
    const load = new Load();
    load.millicores = 10;
    const cluster = scaled(load, { replicas: 6 }, { metrics });
    cluster.advance('10m');
    return cluster;
  };
  const broken = sizeWith([cpu, queue]);
  expect(replicas(broken)).toBe(6);
  expect(said(broken, 'ScalingActive')).toMatchObject({ status: 'False', reason: 'FailedGetExternalMetric' });
  expect(replicas(sizeWith([cpu]))).toBe(2);
});

// pkg/controller/podautoscaler/replica_calculator.go (groupPods: cpuInitializationPeriod)
test('21. HPA during a rollout? The cpu of starting pods counts too, unless they are not ready', () => {
  const rollout = (delaySeconds: number): number => {
    const cluster = newCluster({
      usage: { usageOf: ({ spec }) => ({ cpu: spec?.containers[0]?.image?.endsWith(':2') ? '400m' : '50m' }) },
    });
    const probe = { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } };
    const run = { listen: { '8080': `0:refused ${delaySeconds}:open` } };
    const parts = {
      replicas: 4,
      container: { ...requests('100m'), ...probe },
      spec: { ...rollingUpdate('100%', 0), minReadySeconds: 120 },
    };
    cluster.apply([deployment('web', { ...parts, run: { listen: { '8080': '0:open' } } }), autoscaler()]);
    cluster.runUntil(rolledOut('web'), { within: '10m' });
    cluster.advance('6m');
    const { spec } = cluster.get('Deployment', 'web');
    cluster.apply(deployment('web', { ...parts, replicas: spec!.replicas, image: 'registry.example/app:2', run }));
    return extremes(cluster, '2m', () => replicas(cluster)).most;
  };
  expect(rollout(0)).toBe(10);
  expect(rollout(600)).toBe(4);
});
