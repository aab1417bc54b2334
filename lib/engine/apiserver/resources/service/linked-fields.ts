/**
 * What clients leave out and mean: a Service keeps what it was given when an update does not name it, and drops what its new type has no
 * use for, unless the update says otherwise (and is then refused by validation).
 *
 * Upstream: pkg/registry/core/service/storage/storage.go (normalizeClusterIPs, patchAllocatedValues),
 * pkg/registry/core/service/strategy.go (dropTypeDependentFields)
 */
import {
  isExternal,
  needsClusterIp,
  needsHealthCheck,
  nodePortsOf,
  sameList,
  withSpec,
  type ServicePort,
  type ServiceSpec,
} from './service';

/** A new Service that names one address has a list of one. */
export function withClusterIpList(spec: ServiceSpec): ServiceSpec {
  return spec.clusterIP && !spec.clusterIPs?.length ? { ...spec, clusterIPs: [spec.clusterIP] } : spec;
}

/** Addresses and ports that were given out and are not named again. */
export function withValuesOf(old: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  let kept = spec;
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    if (!kept.clusterIP) kept = withSpec(kept, { clusterIP: old.clusterIP });
    if (!kept.clusterIPs?.length && old.clusterIPs?.length) kept = { ...kept, clusterIPs: old.clusterIPs };
  }
  if (isExternal(old) && isExternal(spec)) kept = withNodePortsOf(old, kept);
  if (needsHealthCheck(old) && needsHealthCheck(spec) && !kept.healthCheckNodePort) {
    kept = withSpec(kept, { healthCheckNodePort: old.healthCheckNodePort });
  }
  return kept;
}

/** Ports find their node port again by name, unless another port of the Service has taken it. */
function withNodePortsOf(old: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  const { ports } = spec;
  if (!ports?.some(({ nodePort = 0 }) => nodePort === 0)) return spec;
  const before = new Set(nodePortsOf(old));
  const used = new Set(nodePortsOf(spec).filter((port) => before.has(port)));
  const byName = new Map(old.ports?.map(({ name = '', nodePort = 0 }) => [name, nodePort]));
  return {
    ...spec,
    ports: ports.map((port): ServicePort => {
      const known = byName.get(port.name ?? '') ?? 0;
      return port.nodePort || known === 0 || used.has(known) ? port : { ...port, nodePort: known };
    }),
  };
}

/** `clusterIP` and `clusterIPs` follow each other when a client changes only one of them. */
export function withClusterIpsInStep(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let { clusterIPs } = spec;
  const { clusterIP = '' } = spec;
  const before = old.clusterIP ?? '';
  if (old.clusterIPs?.length && !clusterIPs?.length && before === clusterIP) clusterIPs = old.clusterIPs;
  if (before !== clusterIP && sameList(old.clusterIPs, clusterIPs)) {
    clusterIPs = before !== '' && clusterIP === '' ? undefined : [clusterIP];
  }
  return clusterIPs === spec.clusterIPs ? spec : withSpec(spec, { clusterIPs });
}

/** What the new type does not have and the client did not change. */
export function withoutUselessFields(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let left = spec;
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    if (old.clusterIP === spec.clusterIP && sameList(old.clusterIPs, spec.clusterIPs)) {
      left = withSpec(left, { clusterIP: undefined, clusterIPs: undefined });
    }
    if (sameList(old.ipFamilies, spec.ipFamilies)) left = withSpec(left, { ipFamilies: undefined });
    if (old.ipFamilyPolicy === spec.ipFamilyPolicy) left = withSpec(left, { ipFamilyPolicy: undefined });
  }
  if (isExternal(old) && !isExternal(spec)) {
    if (namesNoNewNodePort(spec, old)) left = withoutNodePorts(left);
    if (old.externalTrafficPolicy === spec.externalTrafficPolicy) {
      left = withSpec(left, { externalTrafficPolicy: undefined });
    }
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && old.healthCheckNodePort === spec.healthCheckNodePort) {
    left = withSpec(left, { healthCheckNodePort: undefined });
  }
  return old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer' ? withoutLoadBalancer(left, old) : left;
}

function withoutLoadBalancer(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let left = spec;
  if (old.allocateLoadBalancerNodePorts === spec.allocateLoadBalancerNodePorts) {
    left = withSpec(left, { allocateLoadBalancerNodePorts: undefined });
  }
  return old.loadBalancerClass === spec.loadBalancerClass ? withSpec(left, { loadBalancerClass: undefined }) : left;
}

function namesNoNewNodePort(spec: ServiceSpec, old: ServiceSpec): boolean {
  const before = new Set(nodePortsOf(old));
  return nodePortsOf(spec).every((port) => before.has(port));
}

function withoutNodePorts(spec: ServiceSpec): ServiceSpec {
  return withSpec(spec, { ports: spec.ports?.map(({ nodePort: _nodePort, ...port }) => port) });
}
