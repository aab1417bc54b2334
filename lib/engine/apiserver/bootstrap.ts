/**
 * What the API server writes by itself when it starts on an empty store: its namespaces, its own Service, the system's PriorityClasses,
 * the default roles, flow control, since when it notes the use of tokens, and an APIService for each group version.
 *
 * Upstream: pkg/controlplane/controller/systemnamespaces, pkg/controlplane/controller/kubernetesservice, pkg/registry/scheduling/rest,
 * pkg/registry/rbac/rest, pkg/registry/flowcontrol/rest, cmd/kube-apiserver/app/aggregator.go
 */
import { IpRange } from '../apimachinery/ip-address';
import type { GroupVersion, KubeObject } from '../apimachinery/object-meta';
import { SYSTEM_PRIORITY_CLASSES } from './admission/system-priority-classes';
import { defaultApiServices } from './bootstrap/default-api-services';
import { defaultFlowControl } from './bootstrap/default-flow-control';
import { defaultRoles } from './bootstrap/default-roles';
import { legacyTokenTracking } from './bootstrap/legacy-token-tracking';
import { plant } from './bootstrap/plant';
import { timestamp, type ApiServerCore } from './core';
import { SYSTEM_ADMIN, type Caller } from './request';
import { objectKey } from './resource-definition';
import { createObject } from './verbs/create';

const NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];
const SECURE_PORT = 6443;

const caller: Caller = { user: SYSTEM_ADMIN, userAgent: 'kube-apiserver', warn: () => undefined };

/** Creates what is missing; does nothing on a store that has it. */
export function bootstrap(core: ApiServerCore): void {
  for (const name of NAMESPACES)
    create(core, '', 'namespaces', '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const priorityClass of SYSTEM_PRIORITY_CLASSES)
    create(core, 'scheduling.k8s.io', 'priorityclasses', '', priorityClass);
  create(core, '', 'services', 'default', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: firstAddress(core.settings.serviceClusterIpRange),
      type: 'ClusterIP',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: SECURE_PORT }],
    },
  });
  const now = timestamp(core);
  for (const [plural, roles] of Object.entries(defaultRoles()))
    plant(core, 'rbac.authorization.k8s.io', plural, roles, caller);
  for (const [plural, objects] of Object.entries(defaultFlowControl(now)))
    plant(core, 'flowcontrol.apiserver.k8s.io', plural, objects, caller);
  plant(core, '', 'configmaps', [legacyTokenTracking(core.clock.now())], caller);
  plant(core, 'apiregistration.k8s.io', 'apiservices', defaultApiServices(servedGroupVersions(core), now), caller);
}

function servedGroupVersions({ registry }: ApiServerCore): GroupVersion[] {
  const served = new Map<string, GroupVersion>();
  for (const { group, versions } of registry.all())
    for (const version of versions)
      if (version.served) served.set(version.apiVersion, { group, version: version.name });
  return [...served.values()];
}

interface Named {
  readonly metadata: { readonly name: string };
}

function create<T extends Named>(core: ApiServerCore, group: string, plural: string, namespace: string, body: T): void {
  const definition = core.registry.find(group, plural);
  if (!definition) return;
  const key = objectKey(namespace, body.metadata.name);
  if (core.store.table(definition.table).get(key)) return;
  const draft = structuredClone(body) as unknown as KubeObject;
  const version = definition.storageVersion;
  version.applyDefaults(draft);
  createObject(core, { definition, version, subresource: '', namespace, name: '' }, draft, {}, caller);
}

/** The first usable address of the primary range. */
function firstAddress(ranges: string): string | undefined {
  return IpRange.parse(ranges.split(',')[0] ?? '')
    ?.at(1n)
    .toString();
}
