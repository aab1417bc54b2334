/**
 * The add-on metrics-server: the API `metrics.k8s.io/v1beta1` with what pods and nodes use.
 *
 * Upstream: sigs.k8s.io/metrics-server (manifests/base, pkg/api)
 * Differs: the API server answers for it, so its APIService is a local one; it has no OpenAPI document.
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { timestamp, type ApiServerCore } from '../../apiserver/core';
import { plant } from '../../apiserver/bootstrap/plant';
import type { LiveObjects, ResourceDefinition, VersionDefinition } from '../../apiserver/resource-definition';
import { localAvailable } from '../../apiserver/resources/api-services';
import { SYSTEM_ADMIN } from '../../apiserver/request';
import { NAME, text, type TablePrinter } from '../../apiserver/tables/column';
import type { NodeMetrics, PodMetrics } from '../../client/metric-sources';
import { AnnotatedUsage } from './annotated-usage';
import { METRICS_API_VERSION, nodeMetrics, podMetrics } from './measured-objects';
import { unknownUsage, type UsageSource } from './usage-source';

const GROUP = 'metrics.k8s.io';
const VERSION = 'v1beta1';
const VERBS = ['get', 'list'];
const caller = { user: SYSTEM_ADMIN, userAgent: 'kube-apiserver', warn: () => undefined };

/** Serves usage as annotations say it, and otherwise as `usage` knows it. */
export function serveMetrics(core: ApiServerCore, usage: UsageSource = unknownUsage): void {
  const known = new AnnotatedUsage(usage);
  core.registry.add(definitionOf('nodes', 'NodeMetrics', false, nodeMetrics(known), NODE_TABLE as TablePrinter));
  core.registry.add(definitionOf('pods', 'PodMetrics', true, podMetrics(known), POD_TABLE as TablePrinter));
  plant(core, 'apiregistration.k8s.io', 'apiservices', [apiService(timestamp(core))], caller);
  plant(core, 'rbac.authorization.k8s.io', 'clusterroles', [READER], caller);
}

function apiService(now: string): KubeObject {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${VERSION}.${GROUP}`, labels: { 'k8s-app': 'metrics-server' } },
    spec: { group: GROUP, version: VERSION, groupPriorityMinimum: 100, versionPriority: 100 },
    status: { conditions: [localAvailable(now)] },
  } as unknown as KubeObject;
}

/** Whoever may see pods may see what they use. */
const READER = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {
    name: 'system:aggregated-metrics-reader',
    labels: {
      'k8s-app': 'metrics-server',
      'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
      'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
      'rbac.authorization.k8s.io/aggregate-to-view': 'true',
    },
  },
  rules: [{ apiGroups: [GROUP], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
} as unknown as KubeObject;

const POD_TABLE: TablePrinter<PodMetrics> = {
  columns: [
    NAME,
    text('cpu', 'What its containers use.', ({ containers }) => sumOf(containers.map(({ usage }) => usage['cpu']))),
    text('memory', 'What its containers use.', ({ containers }) =>
      sumOf(containers.map(({ usage }) => usage['memory'])),
    ),
    text('window', 'Over how long it was measured.', ({ window }) => window),
  ],
};

const NODE_TABLE: TablePrinter<NodeMetrics> = {
  columns: [
    NAME,
    text('cpu', 'What the pods on it use.', ({ usage }) => usage['cpu']),
    text('memory', 'What the pods on it use.', ({ usage }) => usage['memory']),
    text('window', 'Over how long it was measured.', ({ window }) => window),
  ],
};

function sumOf(amounts: readonly (string | undefined)[]): string {
  return amounts.reduce((sum, amount) => sum.add(Quantity.parse(amount ?? '0')), Quantity.zero).toString();
}

function definitionOf(
  plural: string,
  kind: string,
  namespaced: boolean,
  live: LiveObjects,
  printer: TablePrinter,
): ResourceDefinition {
  const same = <T>(object: T): T => object;
  const version: VersionDefinition = {
    name: VERSION,
    apiVersion: METRICS_API_VERSION,
    schema: undefined,
    applyDefaults: () => undefined,
    toStorage: same,
    fromStorage: same,
    served: true,
  };
  const names = { group: GROUP, kind, listKind: `${kind}List`, plural, singular: '', namespaced };
  const facts = {
    ...names,
    version: VERSION,
    shortNames: [],
    categories: [],
    verbs: VERBS,
    subresources: [],
    undocumented: true,
  } as const;
  return {
    ...names,
    groupResource: { group: GROUP, resource: plural },
    shortNames: [],
    categories: [],
    verbs: VERBS,
    versions: [version],
    storageVersion: version,
    subresources: new Map(),
    table: `${GROUP}/${plural}`,
    strategy: {},
    handlers: new Map(),
    custom: false,
    printer,
    live,
    addOn: { facts, groupPriority: 100, versionPriority: 100 },
  };
}
