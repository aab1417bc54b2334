/** A small shop to rehearse, good as it is; tests spoil one part of it. */
import { readManifests, type Manifest } from '../../../lib/engine/client/read-manifests';

export interface WebOptions {
  readonly replicas?: number;
  readonly image?: string;
  readonly cpu?: string;
  readonly strategy?: string;
  /** More of the pod's spec, as YAML in braces. */
  readonly podSpec?: string;
  readonly container?: string;
}

/** A Deployment `web` in the namespace `shop`. */
export function web({
  replicas = 2,
  image = 'registry.example/web:1',
  cpu = '100m',
  strategy,
  podSpec,
  container,
}: WebOptions = {}): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: ${replicas}
  strategy: ${strategy ?? '{ type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }'}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      ${podSpec ?? 'enableServiceLinks: false'}
      containers:
        - name: web
          image: ${image}
          resources: { requests: { cpu: ${cpu}, memory: 64Mi }, limits: { cpu: ${cpu}, memory: 64Mi } }
          ${container ?? 'ports: [{ containerPort: 8080 }]'}
`;
}

export function budget(minAvailable: number): string {
  return `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: shop }
spec: { minAvailable: ${minAvailable}, selector: { matchLabels: { app: web } } }
`;
}

export function manifests(...texts: readonly string[]): Manifest[] {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';
  return readManifests([namespace, ...texts].join('\n---\n'), 'shop.yaml');
}
