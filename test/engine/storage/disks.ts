/** A cluster with nodes and the simulated disk driver; pods are never run, for their volumes are the matter. */
import type { PersistentVolumeClaim, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import type { StorageClass } from '../../../lib/engine/apimachinery/api/storage-v1';
import { Cluster, type ClusterOptions } from '../../../lib/engine/cluster';
import { standardStorageClass } from '../../../lib/engine/storage/disk-driver';

export const SHOP = 'shop';

/** Three nodes in three zones, nobody who watches whether they live, and a namespace. */
export function diskCluster(options: ClusterOptions = {}): Cluster {
  const cluster = new Cluster({ nodes: 3, kubelets: 'none', ...options });
  cluster.resource('Namespace').create({ metadata: { name: SHOP } });
  cluster.advance(100);
  return cluster;
}

export function createClass(cluster: Cluster, name: string, changes: Partial<StorageClass> = {}): void {
  cluster.resource('StorageClass').create({ ...standardStorageClass(name), ...changes });
  cluster.advance(100);
}

export function createClaim(
  cluster: Cluster,
  name: string,
  storageClassName: string,
  spec: PersistentVolumeClaim['spec'] = {},
): void {
  cluster.resource('PersistentVolumeClaim').create({
    metadata: { name, namespace: SHOP },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName,
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
  });
}

/** @param nodeName where it runs already, past the scheduler */
export function createPod(cluster: Cluster, name: string, claimName: string, nodeName?: string): Pod {
  return cluster.resource('Pod').create({
    metadata: { name, namespace: SHOP },
    spec: {
      ...(nodeName ? { nodeName } : {}),
      containers: [{ name: 'main', image: 'web:1' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    },
  });
}

export function claimOf(cluster: Cluster, name: string): PersistentVolumeClaim {
  return cluster.get('PersistentVolumeClaim', name, SHOP);
}

/** `reason: message` of the events about an object, each once, in order. */
export function eventTexts(cluster: Cluster, name: string): string[] {
  const events = cluster.list('Event').filter(({ involvedObject }) => involvedObject.name === name);
  const sorted = [...events].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return sorted.map(({ reason, message }) => `${reason}: ${message}`);
}
