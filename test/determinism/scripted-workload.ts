/**
 * A course of calls that touches much of the engine: manifests, controllers, scheduling, patches of all kinds, custom resources, deletion,
 * generated names, time. Prints the fingerprint of its history.
 *
 *     node --import tsx test/determinism/scripted-workload.ts [whole | api]     # api: without controllers, scheduler and kubelets
 */
import { Cluster } from '../../lib/engine/cluster';
import { ControllerSelection } from '../../lib/engine/controllers/controller-selection';
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';

const deployment = (name: string, replicas: number): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: `shop/${name}:1`, resources: { requests: { cpu: '100m' } } }] },
    },
  },
});

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'greetings.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'greetings', kind: 'Greeting' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { text: { type: 'string', default: 'hello' } } } },
          },
        },
      },
    ],
  },
};

function play(cluster: Cluster): void {
  cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster.apply([deployment('cart', 3), deployment('front', 2), definition] as never);
  cluster.advance('30s');
  const deployments = cluster.resource('Deployment');
  deployments.patch('cart', 'shop', 'strategic', {
    spec: { template: { spec: { containers: [{ name: 'main', image: 'shop/cart:2' }] } } },
  });
  deployments.patch('front', 'shop', 'json', [{ op: 'replace', path: '/spec/replicas', value: 5 }]);
  cluster.apply({
    apiVersion: 'example.com/v1',
    kind: 'Greeting',
    metadata: { name: 'g', namespace: 'shop' },
    spec: {},
  });
  cluster.advance('2m');
  for (let number = 0; number < 20; number++)
    cluster.resource('ConfigMap').create({ metadata: { generateName: 'note-', namespace: 'shop' } });
  cluster.delete('Deployment', 'front', 'shop');
  cluster.advance('1m');
  cluster.delete('Namespace', 'shop', '');
  cluster.advance('5m');
}

const alone = process.argv[2] === 'api';
const cluster = new Cluster({
  seed: 7,
  nodes: 3,
  hashHistory: true,
  ...(alone ? { kubelets: 'none', controllerManager: { controllers: new ControllerSelection(['-*']) } } : {}),
});
play(cluster);
console.log(`${cluster.historyHash()} after revision ${cluster.store.revision}`);
