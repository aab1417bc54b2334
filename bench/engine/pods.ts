/** A cluster and as many Pods as one likes. */
import { Cluster } from '../../lib/engine/cluster';
import { type Draft } from '../../lib/engine/client/client';
import { type ObjectNamed } from '../../lib/engine/client/kinds';

export function podNamed(name: string): Draft<ObjectNamed<'Pod'>> {
  return {
    metadata: { name, namespace: 'default', labels: { app: 'bench' } },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'registry.example/cart:1.4.2',
          ports: [{ containerPort: 7070 }],
          env: [{ name: 'PORT', value: '7070' }],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
        },
      ],
    },
  };
}

/** A cluster whose namespaces have their default ServiceAccount, without which no Pod is admitted. */
export function clusterForPods(): Cluster {
  const cluster = new Cluster();
  cluster.runUntil(() => cluster.resource('ServiceAccount').find('default', 'default') !== undefined);
  return cluster;
}

export function createPods(cluster: Cluster, count: number): void {
  const pods = cluster.resource('Pod');
  for (let number = 0; number < count; number++) pods.create(podNamed(`pod-${number}`));
}
