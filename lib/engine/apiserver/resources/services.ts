/**
 * Service: a name for a set of endpoints, with addresses and node ports that the API server hands out.
 *
 * Upstream: pkg/registry/core/service/strategy.go, pkg/registry/core/service/storage/storage.go, pkg/apis/core/v1/defaults.go
 * (SetDefaults_Service)
 */
import { formatTime } from '../../apimachinery/time';
import { nameIsDns1035Label } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { completed, eachCompleted, filled, rewrite } from '../defaults';
import { objectKey } from '../resource-definition';
import type { StrategyContext } from '../strategy';
import { loadBalancerStatusRule } from '../validation/load-balancer-status';
import { allocateForCreate, allocateForUpdate } from './service/allocation';
import { withClusterIpList, withClusterIpsInStep, withoutUselessFields, withValuesOf } from './service/linked-fields';
import { serviceChange, serviceRule } from './service/rules';
import {
  isExternal,
  needsClusterIp,
  withSpec,
  type Service,
  type ServicePort,
  type ServiceSpec,
} from './service/service';
import { ServiceNetwork } from './service/service-network';
import { serviceWarnings } from './service/warnings';
import { kindStrategy } from './kind-strategy';

/** Three hours. */
const AFFINITY_SECONDS = 10800;

export const services = kindStrategy<Service>({
  namespaced: true,
  name: nameIsDns1035Label,
  applyDefaults: (draft) => rewrite(draft as Service, (service) => completed(service, 'spec', completeSpec)),
  prepareForCreate: (service, context) => ({
    ...service,
    spec: allocateForCreate(withClusterIpList(service.spec ?? {}), service.metadata.name, new ServiceNetwork(context)),
  }),
  prepareForUpdate,
  rule: serviceRule,
  changeRule: serviceChange,
  onUpdate: ['metadata', 'change', 'object'],
  canonicalize: withoutUnusedPolicy,
  status: {
    initial: { loadBalancer: {} },
    validateUpdate: ({ status }, _old, at, report, context) =>
      loadBalancerStatusRule(status?.loadBalancer, at.child('status', 'loadBalancer'), report, context),
  },
  warnings: serviceWarnings,
  allowCreateOnUpdate: true,
  answersDeletedObject: true,
  afterDelete: deleteEndpoints,
});

function completeSpec(spec: ServiceSpec): ServiceSpec {
  const known = filled(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  const external = isExternal(known);
  return {
    ...withSpec(known, { sessionAffinityConfig: affinityConfig(known) }),
    ...(known.ports ? { ports: eachCompleted(known.ports, completePort) } : {}),
    ...(external ? { externalTrafficPolicy: known.externalTrafficPolicy || 'Cluster' } : {}),
    ...(external || known.type === 'ClusterIP'
      ? { internalTrafficPolicy: known.internalTrafficPolicy ?? 'Cluster' }
      : {}),
    ...(known.type === 'LoadBalancer'
      ? { allocateLoadBalancerNodePorts: known.allocateLoadBalancerNodePorts ?? true }
      : {}),
  };
}

/** Only clients' addresses are remembered for a time. */
function affinityConfig({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): ServiceSpec['sessionAffinityConfig'] {
  if (sessionAffinity === 'None') return undefined;
  const given = sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined;
  return sessionAffinity !== 'ClientIP' || given
    ? sessionAffinityConfig
    : { clientIP: { timeoutSeconds: AFFINITY_SECONDS } };
}

function completePort(port: ServicePort): ServicePort {
  return { ...filled(port, { protocol: 'TCP' }), targetPort: port.targetPort || (port.port ?? 0) };
}

function prepareForUpdate(service: Service, stored: Service, context: StrategyContext): Service {
  const { spec: old = {} } = stored;
  const linked = withClusterIpsInStep(withValuesOf(old, service.spec ?? {}), old);
  const allocated = allocateForUpdate(linked, old, service.metadata.name, new ServiceNetwork(context));
  const spec = withoutUselessFields(allocated, old);
  return spec.type === 'LoadBalancer' ? { ...service, spec } : { ...service, spec, status: { loadBalancer: {} } };
}

/** Traffic within the cluster is no matter of a name elsewhere; older releases stored a policy all the same. */
function withoutUnusedPolicy(service: Service): Service {
  const { spec } = service;
  if (!spec || needsClusterIp(spec) || spec.internalTrafficPolicy === undefined) return service;
  return { ...service, spec: withSpec(spec, { internalTrafficPolicy: undefined }) };
}

/** The Endpoints of the same name go with the Service, so that a new one does not start with old endpoints. */
function deleteEndpoints({ metadata }: Service, { store, nowMs }: StrategyContext): void {
  const table = store.table('endpoints');
  const key = objectKey(metadata.namespace ?? '', metadata.name);
  const endpoints = table.get(key);
  if (!endpoints || endpoints.metadata.deletionTimestamp) return;
  if (!endpoints.metadata.finalizers?.length) table.remove(key);
  else
    table.put(key, withMetadata(endpoints, { deletionTimestamp: formatTime(nowMs()), deletionGracePeriodSeconds: 0 }));
}
