import type { HorizontalPodAutoscaler } from '../../../lib/engine/apimachinery/api/autoscaling-v2';
import type { JsonObject } from '../../../lib/engine/apimachinery/object-meta';
import type { MetricSources } from '../../../lib/engine/client/metric-sources';
import { Cluster } from '../../../lib/engine/cluster';
import { playKubelets } from '../../conformance/contract-kubelet';

function clusterWith(metrics: MetricSources = {}, metricsServer = true): Cluster {
  const cluster = new Cluster({ kubelets: 'none', metricsServer, metrics });
  playKubelets(cluster);
  const allocatable = { cpu: '64', memory: '256Gi', pods: '1000' };
  cluster.resource('Node').create({ metadata: { name: 'node-1' }, status: { allocatable, capacity: allocatable } });
  cluster.advance('5s');
  return cluster;
}

function deploy(cluster: Cluster, replicas: number, annotations = {}, requests = { cpu: '100m' }): void {
  const labels = { app: 'web' };
  const spec = {
    containers: [
      { name: 'app', image: 'web:1', resources: { requests } },
      { name: 'proxy', image: 'proxy:1', resources: { requests } },
    ],
  };
  cluster.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec } },
  });
}

function scale(cluster: Cluster, metrics: readonly JsonObject[], more: JsonObject = {}): void {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  cluster.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { scaleTargetRef, maxReplicas: 10, metrics, ...more },
  });
}

const replicas = (cluster: Cluster): number | undefined => cluster.get('Deployment', 'web').spec?.replicas;
const status = (cluster: Cluster): HorizontalPodAutoscaler['status'] =>
  cluster.get('HorizontalPodAutoscaler', 'web').status;
const condition = (cluster: Cluster, type: string): string | undefined =>
  status(cluster)?.conditions?.find((one) => one.type === type)?.message;

describe('HorizontalPodAutoscalerController', () => {
  test('the usage of one container: the other does not count', () => {
    const cluster = clusterWith();
    deploy(cluster, 2, { 'boutique.test/cpu': '100m' });
    const target = { type: 'Utilization', averageUtilization: 50 };
    scale(cluster, [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target } }]);
    cluster.advance('6m');
    expect(replicas(cluster)).toBe(10);
    expect(status(cluster)?.currentMetrics).toEqual([
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: 'app',
          current: { averageUtilization: 100, averageValue: '100m' },
        },
      },
    ]);
    expect(condition(cluster, 'ScalingActive')).toContain('cpu container resource utilization (percentage of request)');
  });

  test('a metric of pods from a source of the user', () => {
    const cluster = clusterWith({
      custom: ({ metric, kind }) => (`${metric} ${kind}` === 'requests Pod' ? '30' : undefined),
    });
    deploy(cluster, 2);
    const pods = { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '10' } };
    scale(cluster, [{ type: 'Pods', pods }]);
    cluster.advance('30s');
    expect(replicas(cluster)).toBe(4);
    cluster.advance('1m');
    expect(replicas(cluster)).toBe(10);
    expect(condition(cluster, 'ScalingActive')).toContain('from pods metric requests');
  });

  test('a metric of an object, by its value and for each pod', () => {
    const cluster = clusterWith({
      custom: ({ group, kind, name }) =>
        `${group}/${kind}/${name}` === 'networking.k8s.io/Ingress/main' ? '40' : undefined,
    });
    deploy(cluster, 2);
    const describedObject = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' };
    const metric = { name: 'hits' };
    scale(cluster, [
      { type: 'Object', object: { describedObject, metric, target: { type: 'Value', value: '20' } } },
      { type: 'Object', object: { describedObject, metric, target: { type: 'AverageValue', averageValue: '13' } } },
    ]);
    cluster.advance('20s');
    expect(replicas(cluster)).toBe(4);
    expect(condition(cluster, 'ScalingActive')).toContain('from Ingress metric hits');
    expect(status(cluster)?.currentMetrics?.map(({ object }) => object?.current)).toEqual([
      { value: '40' },
      { averageValue: '20' },
    ]);
  });

  test('a metric from outside the cluster', () => {
    const cluster = clusterWith({
      external: ({ selector }) => (selector.matches({ queue: 'orders' }) ? ['30', '5'] : []),
    });
    deploy(cluster, 2);
    const metric = { name: 'waiting', selector: { matchLabels: { queue: 'orders' } } };
    scale(cluster, [{ type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '5' } } }]);
    cluster.advance('40s');
    expect(replicas(cluster)).toBe(7);
    expect(condition(cluster, 'ScalingActive')).toContain(
      'external metric waiting(&LabelSelector{MatchLabels:map[string]string{queue: orders,},MatchExpressions:[]LabelSelectorRequirement{},})',
    );
  });

  test.each([
    [
      'Resource',
      { resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
    ],
    [
      'Pods',
      { pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '1' } } },
      'unable to get metric hits: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    ],
    [
      'Object',
      {
        object: {
          metric: { name: 'hits' },
          describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' },
          target: { type: 'Value', value: '1' },
        },
      },
      'unable to get metric hits: Service on default web/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    ],
    [
      'External',
      { external: { metric: { name: 'waiting' }, target: { type: 'Value', value: '1' } } },
      'unable to get external metric default/waiting/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get waiting.external.metrics.k8s.io)',
    ],
  ])('a cluster without the API of a metric says so: %s', (type, source, message) => {
    const cluster = clusterWith({}, false);
    deploy(cluster, 2);
    scale(cluster, [{ type, ...source }]);
    cluster.advance('20s');
    expect(condition(cluster, 'ScalingActive')).toBe(`the HPA was unable to compute the replica count: ${message}`);
    expect(replicas(cluster)).toBe(2);
  });

  test('one metric that fails keeps the others from shrinking, not from growing', () => {
    const broken = {
      type: 'Pods',
      pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '1' } },
    };
    const cpu = (averageUtilization: number): JsonObject => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
    });
    const cluster = clusterWith();
    deploy(cluster, 2, { 'boutique.test/cpu': '100m' });
    scale(cluster, [broken, cpu(100)], { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } });
    cluster.advance('6m');
    expect(replicas(cluster)).toBe(2);
    scale(cluster, [broken, cpu(10)]);
    cluster.advance('20s');
    expect(replicas(cluster)).toBeGreaterThan(2);
    expect(status(cluster)?.currentMetrics?.map(({ type }) => type)).toEqual(['', 'Resource']);
  });

  test('a custom resource with a scale subresource is scaled like any workload', () => {
    const cluster = clusterWith({ external: () => ['6'] });
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const subresources = {
      status: {},
      scale: {
        specReplicasPath: '.spec.size',
        statusReplicasPath: '.status.size',
        labelSelectorPath: '.status.selector',
      },
    };
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources };
    cluster.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'rings.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Ring', plural: 'rings' },
        versions: [version],
      },
    });
    const ring = { apiVersion: 'example.com/v1', kind: 'Ring', metadata: { name: 'one' }, spec: { size: 2 } };
    cluster.apply(ring);
    const rings = cluster.resource('Ring');
    rings.updateStatus({ ...rings.get('one', 'default'), status: { size: 2, selector: 'app=ring' } });
    const metric = {
      type: 'External',
      external: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '2' } },
    };
    scale(cluster, [metric], { scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Ring', name: 'one' } });
    cluster.advance('20s');
    expect(cluster.get('Ring', 'one')).toMatchObject({ spec: { size: 3 } });
  });

  test.each([
    [{ apiVersion: 'apps/v1', kind: 'Dployment', name: 'web' }, 'no matches for kind "Dployment" in group "apps"'],
    [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'wep' }, 'deployments/scale.apps "wep" not found'],
    [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'web' }, 'the server could not find the requested resource'],
  ])('what cannot be scaled is named: %j', (scaleTargetRef, message) => {
    const cluster = clusterWith();
    scale(cluster, [], { scaleTargetRef });
    cluster.advance('20s');
    expect(condition(cluster, 'AbleToScale')).toBe(
      `the HPA controller was unable to get the target's current scale: ${message}`,
    );
  });
});
