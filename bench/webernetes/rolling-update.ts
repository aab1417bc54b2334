/** A rolling update in webernetes, in real time, beside the rows of `npm run bench:scale`: `WEBERNETES=FOLDER npm run bench:webernetes-rolling 100 300`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadWebernetes, type TheirCluster, type TheirProcess } from './library';

const LOOK_EVERY_MS = 20;

const imageOf = (version: string) =>
  class {
    static readonly imageName = 'web';
    static readonly imageVersion = version;

    exec(process: TheirProcess): Promise<number> {
      return process.waitUntilKilled();
    }
  };

const deployment = (replicas: number, version: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: `web:${version}`, command: ['web'] }] },
    },
  },
});

async function untilRolledOut({ api: { appsv1 } }: TheirCluster, replicas: number): Promise<void> {
  for (;;) {
    const { metadata, status = {} } = await appsv1.readNamespacedDeployment({ name: 'web', namespace: 'default' });
    const counts = [status.replicas, status.updatedReplicas, status.readyReplicas];
    if (status.observedGeneration === metadata.generation && counts.every((count) => count === replicas)) return;
    await sleep(LOOK_EVERY_MS);
  }
}

async function main(): Promise<void> {
  const folder = process.env.WEBERNETES;
  if (!folder) throw new Error('WEBERNETES is not set. See bench/webernetes.ts.');
  const { Cluster } = loadWebernetes(folder);
  for (const argument of process.argv.slice(2)) {
    const replicas = Number(argument);
    const cluster = new Cluster();
    for (const version of ['1.0.0', '1.0.1']) cluster.registerImage(imageOf(version));
    await cluster.init();
    const { appsv1 } = cluster.api;
    await appsv1.createNamespacedDeployment({ namespace: 'default', body: deployment(replicas, '1.0.0') });
    await untilRolledOut(cluster, replicas);
    const start = performance.now();
    const body = deployment(replicas, '1.0.1');
    await appsv1.replaceNamespacedDeployment({ name: 'web', namespace: 'default', body });
    await untilRolledOut(cluster, replicas);
    console.log(`rolling update of ${replicas} replicas: ${Math.round(performance.now() - start)} ms`);
    await cluster.close();
  }
  process.exit(); // their timers go on
}

void main();
