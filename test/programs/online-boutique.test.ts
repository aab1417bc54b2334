import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from '../../lib/engine/cluster';
import { programs } from '../../lib/programs';

const DIST = join(__dirname, '..', '..', 'dist');

function shop(): Cluster {
  const cluster = new Cluster({ nodes: 3, images: programs });
  const files = readdirSync(DIST).filter((name) => name.includes('boutique-dev'));
  for (const file of files.sort()) cluster.apply(readFileSync(join(DIST, file), 'utf8'));
  return cluster;
}

function isReady(cluster: Cluster): boolean {
  const pods = cluster.list('Pod');
  const ready = pods.filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  return pods.length > 11 && ready.length === pods.length;
}

describe('the programs of the Online Boutique', () => {
  test('the shop that is synthesised becomes ready, and nothing restarts on the way', () => {
    const cluster = shop();
    cluster.runUntil(isReady, { within: '2m' });
    const restarts = cluster.list('Pod').flatMap(({ status }) => status?.containerStatuses ?? []);
    expect(restarts.every(({ restartCount }) => restartCount === 0)).toBe(true);
  });

  test('a release that does not exist is not found', () => {
    const cluster = new Cluster({ nodes: 1, images: programs });
    cluster.advance('5s');
    const image = 'registry.example/microservices-demo/frontend:oops';
    cluster.resource('Pod').create({
      metadata: { name: 'p', namespace: 'default' },
      spec: { automountServiceAccountToken: false, containers: [{ name: 'server', image }] },
    });
    cluster.advance('30s');
    const failed = cluster.list('Event').filter(({ reason }) => reason === 'Failed');
    expect(failed.map(({ message }) => message)).toContain('Error: ErrImagePull');
  });

  test('a program that misses an address says so and ends', () => {
    const cluster = new Cluster({ nodes: 1, images: programs });
    cluster.advance('5s');
    const containers = [{ name: 'server', image: 'registry.example/microservices-demo/checkoutservice:v0.10.6' }];
    const spec = { containers, restartPolicy: 'Never', automountServiceAccountToken: false };
    cluster.resource('Pod').create({ metadata: { name: 'p', namespace: 'default' }, spec });
    cluster.advance('30s');
    const pod = cluster.get('Pod', 'p');
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 2, reason: 'Error' });
    const { text } = cluster.kubelets!.of('node-1')!.server.containerLog(pod, { container: 'server' });
    expect(text).toBe('environment variable "SHIPPING_SERVICE_ADDR" not set\n');
  });
});
