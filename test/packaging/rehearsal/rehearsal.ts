/** Somebody else's app that uses the engine: compiled, run and tested by test/packaging as the package's users would. */
import { Cluster, isStatusError, type appsV1 } from 'cdk8s-boutique/engine';
import { serveCluster } from 'cdk8s-boutique/testing';

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: main, image: 'shop:1' }] }
`;

/** How many Pods a Deployment has got, and why one without a selector is refused. */
export function rehearse(): { readonly pods: number; readonly refused: string } {
  const cluster = new Cluster({ nodes: 1, seed: 7 });
  const pods = cluster.informer('Pod');
  cluster.apply(manifests);
  cluster.advance('10s');
  const deployment: appsV1.Deployment = cluster.get('Deployment', 'web');
  if (deployment.status?.replicas !== pods.list('default').length) throw new Error('the informer missed a Pod');
  try {
    cluster.resource('Deployment').create({ metadata: { name: 'none', namespace: 'default' } });
    return { pods: pods.size, refused: '' };
  } catch (error) {
    if (!isStatusError(error, 'Invalid')) throw error;
    return { pods: pods.size, refused: error.message };
  }
}

/** What the same cluster says over HTTP. */
export async function askOverHttp(): Promise<string> {
  const served = await serveCluster({ nodes: 1 });
  try {
    const response = await fetch(`${served.url}/version`);
    return ((await response.json()) as { readonly gitVersion: string }).gitVersion;
  } finally {
    await served.close();
  }
}
