/**
 * Gives a Service its addresses and node ports.
 *
 * Upstream: pkg/registry/core/service/storage/alloc.go (allocateCreate, allocateUpdate)
 */
import { IpAddress } from '../../../apimachinery/ip-address';
import { internalError, invalid, unknownError } from '../../../apimachinery/status-error';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { shownIps } from './cluster-ips-rules';
import { prefersTheSame, withIpFamilies } from './ip-families';
import {
  HEADLESS,
  isExternal,
  needsClusterIp,
  needsHealthCheck,
  nodePortsOf,
  type ServicePort,
  type ServiceSpec,
} from './service';
import type { NodePortOperation, ServiceNetwork } from './service-network';

const SPEC = FieldPath.of('spec');

/** @throws StatusError Invalid for what cannot be had, InternalError where nothing is left */
export function allocateForCreate(sent: ServiceSpec, name: string, network: ServiceNetwork): ServiceSpec {
  const spec = withClusterIps(withIpFamilies(sent, { name, network }), name, network);
  const ports = network.startNodePorts();
  const withPorts = isExternal(spec) ? withNodePorts(spec, name, ports) : spec;
  return needsHealthCheck(withPorts) ? withHealthCheckPort(withPorts, ports) : withPorts;
}

/** @throws StatusError Invalid for what cannot be had, InternalError where nothing is left */
export function allocateForUpdate(
  sent: ServiceSpec,
  old: ServiceSpec,
  name: string,
  network: ServiceNetwork,
): ServiceSpec {
  const spec = withChangedClusterIps(withIpFamilies(sent, { name, old, network }), old, name, network);
  const ports = network.startNodePorts();
  const withPorts = isExternal(spec) ? withChangedNodePorts(spec, old, name, ports) : spec;
  return needsHealthCheck(withPorts) && !needsHealthCheck(old) ? withHealthCheckPort(withPorts, ports) : withPorts;
}

// ---- addresses ----------------------------------------------------------------------------------------------------------------

/** An address for each family, the named ones as they are. */
function withClusterIps(spec: ServiceSpec, name: string, network: ServiceNetwork): ServiceSpec {
  if (!needsClusterIp(spec) || spec.clusterIPs?.[0] === HEADLESS) return spec;
  const { ipFamilies = [], clusterIPs = [] } = spec;
  const ips = ipFamilies.map((family, index) => addressFor(spec, family, clusterIPs[index], name, network));
  return { ...spec, clusterIP: ips[0] ?? '', clusterIPs: [...ips, ...clusterIPs.slice(ips.length)] };
}

function addressFor(
  spec: ServiceSpec,
  family: string,
  chosen: string | undefined,
  name: string,
  network: ServiceNetwork,
): string {
  const range = network.range(family)!;
  if (!chosen) {
    const address = range.next();
    if (!address) throw internalError('failed to allocate a serviceIP: range is full');
    return address.toString();
  }
  const address = IpAddress.parse(chosen);
  if (!address) throw internalError(`failed to parse service IP ${JSON.stringify(chosen)}`);
  const refusal = range.refusal(address);
  if (refusal === undefined) return chosen;
  const detail = `failed to allocate IP ${chosen}: ${refusal}`;
  throw refused(name, FieldError.invalid(SPEC.child('clusterIPs'), shownIps(spec.clusterIPs), detail));
}

/** A Service that was an ExternalName gets addresses, one that gains a family gets its second; others keep what they have. */
function withChangedClusterIps(
  spec: ServiceSpec,
  old: ServiceSpec,
  name: string,
  network: ServiceNetwork,
): ServiceSpec {
  if (prefersTheSame(spec, old)) return spec;
  if (!needsClusterIp(old)) return withClusterIps(spec, name, network);
  if (old.clusterIPs?.[0] === HEADLESS || !needsClusterIp(spec)) return spec;
  const { ipFamilies = [], clusterIPs = [] } = spec;
  if (old.ipFamilies?.length !== 1 || ipFamilies.length !== 2) return spec;
  const second = addressFor(spec, ipFamilies[1]!, clusterIPs[1], name, network);
  return { ...spec, clusterIPs: [...clusterIPs.slice(0, 1), second] };
}

// ---- node ports ---------------------------------------------------------------------------------------------------------------

function refused(name: string, error: FieldError): Error {
  return invalid({ group: '', kind: 'Service' }, name, [error]);
}

function takesNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts === true);
}

function nodePortFault(index: number, nodePort: number, detail: string): FieldError {
  return FieldError.invalid(SPEC.child('ports').index(index).child('nodePort'), nodePort, detail);
}

function take(operation: NodePortOperation, name: string, index: number, nodePort: number): number {
  const refusal = operation.take(nodePort);
  if (refusal !== undefined) throw refused(name, nodePortFault(index, nodePort, refusal));
  return nodePort;
}

function takeNext(operation: NodePortOperation): number {
  const port = operation.takeNext();
  if (port === undefined) throw internalError('failed to allocate a nodePort: range is full');
  return port;
}

/** Ports with the same number (of different protocols) share a node port. */
function withNodePorts(spec: ServiceSpec, name: string, operation: NodePortOperation): ServiceSpec {
  const { ports = [] } = spec;
  const byPort = new Map<number, number>();
  return {
    ...spec,
    ports: ports.map((port, index): ServicePort => {
      const { port: number = 0, nodePort = 0 } = port;
      if (nodePort === 0 && !takesNodePorts(spec)) return port;
      const shared = byPort.get(number);
      if (shared !== undefined) {
        if (nodePort !== 0 && nodePort !== shared) take(operation, name, index, nodePort);
        return { ...port, nodePort: nodePort || shared };
      }
      const asked = ports.find((other) => other.port === port.port && (other.nodePort ?? 0) !== 0)?.nodePort;
      const taken = asked ? take(operation, name, index, asked) : takeNext(operation);
      byPort.set(number, taken);
      return { ...port, nodePort: taken };
    }),
  };
}

function withChangedNodePorts(
  spec: ServiceSpec,
  old: ServiceSpec,
  name: string,
  operation: NodePortOperation,
): ServiceSpec {
  const before = new Set(nodePortsOf(old));
  const added = new Set<number>();
  const seen = new Set<string>();
  const ports = spec.ports?.map((port, index): ServicePort => {
    const { nodePort = 0, protocol } = port;
    if (nodePort === 0 && !takesNodePorts(spec)) return port;
    if (nodePort !== 0 && !before.has(nodePort) && !added.has(nodePort)) {
      added.add(take(operation, name, index, nodePort));
    }
    const settled = nodePort || takeNext(operation);
    const key = `{${protocol} ${settled}}`;
    if (seen.has(key)) throw unknownError(`duplicate nodePort: ${key}`);
    seen.add(key);
    return nodePort === 0 ? { ...port, nodePort: settled } : port;
  });
  return ports ? { ...spec, ports } : spec;
}

function withHealthCheckPort(spec: ServiceSpec, operation: NodePortOperation): ServiceSpec {
  const { healthCheckNodePort: asked = 0 } = spec;
  if (asked === 0) {
    const port = operation.takeNext();
    if (port === undefined) throw internalError('failed to allocate a HealthCheck NodePort 0: range is full');
    return { ...spec, healthCheckNodePort: port };
  }
  const refusal = operation.take(asked);
  if (refusal === undefined) return spec;
  throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${refusal}`);
}
