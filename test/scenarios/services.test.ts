/** Whom Services and Ingresses lead to, and whom not. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { clusterObject, deployment, object, pod, service, template } from './manifests';
import { events, isReady, newCluster, patch, podsOf, readyPods, rolledOut } from './observations';

const INSIDE = { address: '10.244.9.9', nodeName: 'node-1' };

interface EndpointSeen {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

/** The conditions of a Service's endpoints, by pod. */
function endpoints(cluster: Cluster, name: string): Record<string, EndpointSeen> {
  const slices = cluster.list('EndpointSlice', {
    namespace: 'default',
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  const all = slices.flatMap((slice) => slice.endpoints ?? []);
  return Object.fromEntries(all.map(({ targetRef, conditions }) => [targetRef?.name ?? '', conditions ?? {}]));
}

const ports = (cluster: Cluster, name: string) =>
  cluster
    .list('EndpointSlice', { namespace: 'default', labelSelector: `kubernetes.io/service-name=${name}` })
    .flatMap((slice) => (slice.ports ?? []).map(({ port }) => port));

function route(cluster: Cluster, name: string, source: { address: string; nodeName: string } = INSIDE) {
  const { clusterIP, ports: [port] = [] } = cluster.get('Service', name).spec!;
  return cluster.network.services.route(source, { address: clusterIP!, port: port!.port });
}

/** A cluster whose network is set up from the start. */
function networked(): Cluster {
  const cluster = newCluster();
  void cluster.network;
  return cluster;
}

const SLOW_TO_END = { termSeconds: 10, termExitCode: 0 };

// pkg/controller/endpointslice, staging/src/k8s.io/endpointslice/utils.go (podToEndpoint), pkg/kubelet/kuberuntime
test('1. Will a rolling update drop requests? The endpoint leaves while TERM is on its way; a preStop hook bridges the gap', () => {
  /** From the request on, in whole seconds. */
  const secondsToEnd = (container: JsonObject): number => {
    const cluster = newCluster();
    cluster.apply([
      service('web'),
      pod('web', { container, run: SLOW_TO_END, pod: { terminationGracePeriodSeconds: 30 } }),
    ]);
    cluster.runUntil(() => isReady(cluster.get('Pod', 'web')));
    cluster.advance('5s');
    expect(endpoints(cluster, 'web')).toEqual({ web: { ready: true, serving: true, terminating: false } });
    cluster.delete('Pod', 'web');
    const from = cluster.clock.now();
    cluster.runUntil(() => endpoints(cluster, 'web')['web']?.terminating === true, { within: '1s' });
    expect(endpoints(cluster, 'web')).toEqual({ web: { ready: false, serving: true, terminating: true } });
    cluster.runUntil(() => cluster.resource('Pod').find('web', 'default') === undefined);
    return Math.floor((cluster.clock.now() - from) / 1000);
  };
  // Ten seconds of its own after TERM, without and with five before it.
  const [hasty, patient] = [
    secondsToEnd({}),
    secondsToEnd({ lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }),
  ];
  expect(patient - hasty).toBe(5);
});

// staging/src/k8s.io/endpointslice/utils.go (podToEndpoint), pkg/proxy/topology.go
test('2. …for keep-alive connections? A terminating endpoint goes on serving, and gets new ones only when there is no other', () => {
  const cluster = networked();
  const container = {
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
    ports: [{ containerPort: 8080 }],
  };
  cluster.apply([
    service('web'),
    deployment('web', {
      replicas: 2,
      container,
      run: { ...SLOW_TO_END, termSeconds: 20, listen: { '8080': '0:open' } },
      pod: { terminationGracePeriodSeconds: 30 },
    }),
  ]);
  cluster.runUntil(rolledOut('web'));
  cluster.advance('5s');
  expect(route(cluster, 'web').to).toBe('endpoint');
  const [first] = podsOf(cluster, 'web');
  cluster.delete('Pod', first!.metadata.name);
  cluster.advance('500ms');
  expect(endpoints(cluster, 'web')[first!.metadata.name]).toEqual({ ready: false, serving: true, terminating: true });
  const targets = Array.from({ length: 20 }, () => route(cluster, 'web'));
  const ips = targets.map((target) => (target.to === 'endpoint' ? target.endpoint.address : target.to));
  expect(ips).not.toContain(first!.status!.podIP);

  cluster.delete('Deployment', 'web');
  cluster.advance('3s');
  expect(Object.values(endpoints(cluster, 'web')).every(({ serving, terminating }) => serving && terminating)).toBe(
    true,
  );
  expect(route(cluster, 'web').to).toBe('endpoint');
  cluster.advance('1m');
  expect(route(cluster, 'web')).toMatchObject({ to: 'nowhere', how: 'refused' });
});

// pkg/kubelet/prober, staging/src/k8s.io/endpointslice/utils.go, pkg/proxy/iptables/proxier.go (no endpoints: REJECT)
test('27. One dependency down → zero endpoints? Readiness that asks a dependency takes all pods away at once', () => {
  const shop = (dependent: boolean): Cluster => {
    const cluster = networked();
    // From its 30th second on whatever it depends on is gone, and the one port says so.
    const run = { listen: { '8080': '0:200', '8081': '0:200 30:500' } };
    const readinessProbe = { httpGet: { path: '/ready', port: dependent ? 8081 : 8080 } };
    cluster.apply([service('web'), deployment('web', { replicas: 3, container: { readinessProbe }, run })]);
    cluster.runUntil(() => readyPods(cluster, 'web') === 3);
    cluster.advance('5s');
    expect(Object.values(endpoints(cluster, 'web')).map(({ ready }) => ready)).toEqual([true, true, true]);
    cluster.advance('2m');
    return cluster;
  };
  const down = shop(true);
  expect(events(down, 'Unhealthy')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 500');
  expect(Object.values(endpoints(down, 'web')).map(({ ready }) => ready)).toEqual([false, false, false]);
  expect(route(down, 'web')).toEqual({
    to: 'nowhere',
    service: 'default/web',
    how: 'refused',
    reason: 'default/web has no endpoints',
  });
  expect(Object.values(endpoints(shop(false), 'web')).map(({ ready }) => ready)).toEqual([true, true, true]);
});

// pkg/api/v1/pod/util.go (FindPort), staging/src/k8s.io/endpointslice/utils.go (getEndpointPorts)
test('41. Does the Service select the right pods and port? A selector too wide takes others in, a port name of nobody gives no port', () => {
  const container = { ports: [{ name: 'http', containerPort: 8080 }] };
  const cluster = networked();
  cluster.apply([
    pod('web', { container, labels: { part: 'shop' } }),
    pod('admin', { container, labels: { part: 'shop' } }),
    service('wide', { selector: { part: 'shop' } }),
    service('exact', { selector: { app: 'web', part: 'shop' }, ports: [{ port: 80, targetPort: 'http' }] }),
    service('misnamed', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'web' }] }),
    service('nobody', { selector: { app: 'wbe' } }),
  ]);
  cluster.advance('10s');
  expect(Object.keys(endpoints(cluster, 'wide')).sort()).toEqual(['admin', 'web']);
  expect(Object.keys(endpoints(cluster, 'exact'))).toEqual(['web']);
  expect(ports(cluster, 'exact')).toEqual([8080]);
  expect(ports(cluster, 'misnamed')).toEqual([]);
  expect(endpoints(cluster, 'nobody')).toEqual({});
  const found = ['wide', 'exact', 'misnamed', 'nobody'].map((name) => route(cluster, name).to);
  expect(found).toEqual(['endpoint', 'endpoint', 'nowhere', 'nowhere']);
});

// pkg/controller/controller_ref_manager.go (ClaimPods), pkg/controller/deployment/sync.go (getNewReplicaSet)
test('42. Two Deployments, one selector? Each owns its own pods, even of the same template; a Service gets both', () => {
  const owners = (cluster: Cluster): string[] =>
    podsOf(cluster, 'web').map(({ metadata }) => metadata.ownerReferences![0]!.name.replace(/-\w+$/, ''));
  const cluster = networked();
  const shared = { spec: { selector: { matchLabels: { app: 'web' } } }, labels: { app: 'web' } };
  cluster.apply([service('web'), deployment('web', { replicas: 2 }), deployment('twin', { replicas: 3, ...shared })]);
  cluster.runUntil((now) => rolledOut('web')(now) && rolledOut('twin')(now));
  cluster.advance('10m');
  expect(owners(cluster).sort()).toEqual(['twin', 'twin', 'twin', 'web', 'web']);
  expect(Object.keys(endpoints(cluster, 'web'))).toHaveLength(5);
  cluster.delete('Deployment', 'twin');
  cluster.advance('1m');
  expect(owners(cluster)).toEqual(['web', 'web']);

  cluster.apply(deployment('twin', { replicas: 3 }));
  cluster.runUntil(rolledOut('twin'));
  cluster.advance('5s');
  expect(Object.keys(endpoints(cluster, 'web'))).toHaveLength(2);
});

// pkg/controller/controller_ref_manager.go (ClaimPods)
test('42. Two Deployments, one selector? A pod without owner is adopted, and let go when its labels change', () => {
  const cluster = newCluster();
  cluster.apply(pod('lone'));
  cluster.advance('1s');
  const spec = { replicas: 1, selector: { matchLabels: { app: 'lone' } }, template: template('lone') };
  cluster.apply(object('apps/v1', 'ReplicaSet', 'set', { spec }));
  cluster.advance('10s');
  expect(podsOf(cluster, 'lone').map(({ metadata }) => metadata.name)).toEqual(['lone']);
  const owned = [{ kind: 'ReplicaSet', name: 'set', controller: true, blockOwnerDeletion: true }];
  expect(cluster.get('Pod', 'lone').metadata.ownerReferences).toMatchObject(owned);
  patch(cluster, 'Pod', 'lone', { metadata: { labels: { app: 'studied' } } });
  cluster.advance('10s');
  expect(cluster.get('Pod', 'lone').metadata.ownerReferences).toBeUndefined();
  expect(readyPods(cluster, 'lone')).toBe(1);
});

// pkg/proxy/service.go, pkg/proxy/topology.go (CategorizeEndpoints)
test('43. Local traffic policies black-hole? From or through a node without an endpoint: dropped, not refused', () => {
  const cluster = networked();
  const selector = { app: 'web' };
  cluster.apply([
    service('inside', { selector, internalTrafficPolicy: 'Local' }),
    service('outside', { selector, type: 'NodePort', externalTrafficPolicy: 'Local' }),
    service('web'),
    pod('web', { pod: { nodeName: 'node-2' } }),
  ]);
  cluster.runUntil(() => isReady(cluster.get('Pod', 'web')));
  cluster.advance('5s');
  const dropped = (name: string) => ({
    to: 'nowhere',
    service: `default/${name}`,
    how: 'dropped',
    reason: `default/${name} has no local endpoints`,
  });
  expect(route(cluster, 'inside')).toEqual(dropped('inside'));
  expect(route(cluster, 'inside', { ...INSIDE, nodeName: 'node-2' }).to).toBe('endpoint');
  expect(route(cluster, 'web').to).toBe('endpoint');

  const port = cluster.get('Service', 'outside').spec!.ports![0]!.nodePort!;
  const through = (node: string) => {
    const address = cluster.get('Node', node, '').status!.addresses![0]!.address;
    return cluster.network.services.route({ address: '203.0.113.9' }, { address, port });
  };
  expect(through('node-1')).toEqual(dropped('outside'));
  expect(through('node-2').to).toBe('endpoint');
});

// https://kubernetes.io/docs/concepts/services-networking/ingress, pkg/registry/networking/ingress/strategy.go
test('44. Which Ingress rule wins? Exact before the longest prefix, by whole elements; without a class nobody listens', () => {
  const path = (name: string, text: string, pathType: string) => ({
    path: text,
    pathType,
    backend: { service: { name, port: { number: 80 } } },
  });
  const rules = [
    {
      host: 'shop.example.com',
      http: {
        paths: [
          path('all', '/', 'Prefix'),
          path('api', '/api', 'Prefix'),
          path('v2', '/api/v2', 'Prefix'),
          path('exact', '/api', 'Exact'),
        ],
      },
    },
  ];
  const cluster = networked();
  cluster.apply([
    clusterObject('networking.k8s.io/v1', 'IngressClass', 'public', { spec: { controller: 'example.com/ingress' } }),
    object('networking.k8s.io/v1', 'Ingress', 'shop', { spec: { ingressClassName: 'public', rules } }),
    object('networking.k8s.io/v1', 'Ingress', 'unclassed', { spec: { rules } }),
  ]);
  cluster.advance('10s');
  const addressOf = (name: string) => cluster.get('Ingress', name).status?.loadBalancer?.ingress?.[0]?.ip;
  const address = addressOf('shop')!;
  const backend = (asked: string): string | undefined =>
    cluster.network.ingresses?.route(address, 'shop.example.com', asked)?.backend.service?.name;
  expect(['/', '/api', '/api/', '/api/v1', '/api/v2/cart', '/apiary'].map(backend)).toEqual([
    'all',
    'exact',
    'api',
    'api',
    'v2',
    'all',
  ]);
  expect(addressOf('unclassed')).toBeUndefined();
  patch(cluster, 'Ingress', 'unclassed', { spec: { ingressClassName: 'public' } });
  cluster.advance('1s');
  expect(addressOf('unclassed')).toBe(address);
});
