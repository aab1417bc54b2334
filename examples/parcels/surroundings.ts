/** The namespace that Parcels runs in: Pod Security, quota, bounds for containers, priority. */
import { Chart } from 'cdk8s';
import { Conventions, LimitRange, Namespace, PriorityClass, recommendedLabels, ResourceQuota } from 'cdk8s-boutique';
import { type Construct } from 'constructs';
import { RELEASE } from './images.js';

/** Who answers for everything here. */
export const OWNER = { owner: 'parcels', email: 'parcels@example.com' };

/** Labels of objects that belong to no single workload. */
export function sharedLabels(component: string): Record<string, string> {
  return recommendedLabels({ name: 'parcels', component, partOf: 'parcels', version: RELEASE, managedBy: 'cdk8s' });
}

/** The namespace and what bounds it. */
export class Surroundings extends Chart {
  constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id, { namespace, disableResourceNameHashes: true });
    Conventions.apply(this, { ...OWNER, labels: sharedLabels('namespace') });
    new Namespace(this, 'namespace', { name: namespace });
    new PriorityClass(this, 'priority-class', {
      name: 'parcels',
      value: 100_000,
      description: 'Pods that customers of Parcels wait for',
    });
    new ResourceQuota(this, 'quota', {
      name: 'parcels',
      hard: {
        'requests.cpu': '16',
        'limits.cpu': '16',
        'requests.memory': '24Gi',
        'limits.memory': '24Gi',
        'requests.ephemeral-storage': '32Gi',
        'limits.ephemeral-storage': '32Gi',
        pods: 80,
        persistentvolumeclaims: 8,
      },
    });
    new LimitRange(this, 'limit-range', {
      name: 'parcels',
      defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
      defaultLimit: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
      max: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '4Gi' },
    });
  }
}
