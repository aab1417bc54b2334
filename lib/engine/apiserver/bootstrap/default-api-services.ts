/**
 * An APIService for each group version that the API server itself serves.
 *
 * Upstream: cmd/kube-apiserver/app/aggregator.go
 */
import type { GroupVersion, KubeObject } from '../../apimachinery/object-meta';
import { localAvailable } from '../resources/api-services';

/** Groups in the order in which clients see them, the first most important; then the importance of their versions. */
const PRIORITIES: Readonly<Record<string, readonly [group: number, versions: Readonly<Record<string, number>>]>> = {
  '': [18000, { v1: 1 }],
  apps: [17800, { v1: 15 }],
  'events.k8s.io': [17750, { v1: 15 }],
  'authentication.k8s.io': [17700, { v1: 15 }],
  'authorization.k8s.io': [17600, { v1: 15 }],
  autoscaling: [17500, { v1: 15, v2: 30 }],
  batch: [17400, { v1: 15 }],
  'certificates.k8s.io': [17300, { v1: 15 }],
  'networking.k8s.io': [17200, { v1: 15 }],
  policy: [17100, { v1: 15 }],
  'rbac.authorization.k8s.io': [17000, { v1: 15 }],
  'storage.k8s.io': [16800, { v1: 15 }],
  'apiextensions.k8s.io': [16700, { v1: 15 }],
  'admissionregistration.k8s.io': [16700, { v1: 15 }],
  'scheduling.k8s.io': [16600, { v1: 15 }],
  'coordination.k8s.io': [16500, { v1: 15 }],
  'node.k8s.io': [16300, { v1: 15 }],
  'discovery.k8s.io': [16200, { v1: 15 }],
  'flowcontrol.apiserver.k8s.io': [16100, { v1beta3: 18, v1beta2: 15 }],
};

const AUTOMANAGED = { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' };

/** Clusters mostly start at one time: what was made for it will do again. */
const made = new Map<string, KubeObject>();
const MAX_MADE = 100;

/** `now` is when they became available. */
export function defaultApiServices(served: readonly GroupVersion[], now: string): KubeObject[] {
  return served.flatMap(({ group, version }) => {
    const [groupPriorityMinimum, versions] = PRIORITIES[group] ?? [0, {}];
    const versionPriority = versions[version];
    if (versionPriority === undefined) return [];
    const key = `${version}.${group} ${now}`;
    const known = made.get(key);
    if (known) return [known];
    if (made.size >= MAX_MADE) made.clear();
    const metadata = { name: `${version}.${group}`, labels: AUTOMANAGED };
    const spec = { ...(group === '' ? {} : { group }), version, groupPriorityMinimum, versionPriority };
    const status = { conditions: [localAvailable(now)] };
    const apiVersion = 'apiregistration.k8s.io/v1';
    const service = { kind: 'APIService', apiVersion, metadata, spec, status } as unknown as KubeObject;
    made.set(key, service);
    return [service];
  });
}
