/**
 * What the API server writes by itself when it starts on an empty store: its namespaces, its own Service, the system's PriorityClasses.
 *
 * Upstream: pkg/controlplane/controller/systemnamespaces, pkg/controlplane/controller/kubernetesservice, pkg/registry/scheduling/rest
 */
import { IpRange } from '../apimachinery/ip-address';
import type { KubeObject } from '../apimachinery/object-meta';
import { SYSTEM_PRIORITY_CLASSES } from './admission/system-priority-classes';
import type { ApiServerCore } from './core';
import { SYSTEM_ADMIN, type Caller } from './request';
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
}

function create(core: ApiServerCore, group: string, plural: string, namespace: string, body: object): void {
  const definition = core.registry.find(group, plural);
  if (!definition) return;
  const draft = structuredClone(body) as KubeObject;
  const version = definition.storageVersion;
  const key = namespace === '' ? draft.metadata.name : `${namespace}/${draft.metadata.name}`;
  if (core.store.table(definition.table).get(key)) return;
  version.applyDefaults(draft);
  createObject(core, { definition, version, subresource: '', namespace, name: '' }, draft, {}, caller);
}

/** The first usable address of the primary range. */
function firstAddress(ranges: string): string | undefined {
  return IpRange.parse(ranges.split(',')[0] ?? '')
    ?.at(1n)
    .toString();
}
