/**
 * A Service as its strategy sees it, and the questions that its type answers.
 *
 * Upstream: pkg/apis/core/types.go (ServiceSpec), pkg/api/service/util.go, pkg/registry/core/service/strategy.go
 */
import type { KubeObject } from '../../../apimachinery/object-meta';
import type { LoadBalancerStatus } from '../../validation/load-balancer-status';

export type IpFamily = 'IPv4' | 'IPv6';

export type ServicePort = {
  readonly name?: string;
  readonly protocol?: string;
  readonly appProtocol?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly nodePort?: number;
};

export type ServiceSpec = {
  readonly type?: string;
  readonly ports?: readonly ServicePort[];
  readonly selector?: Readonly<Record<string, string>>;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly healthCheckNodePort?: number;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  readonly loadBalancerIP?: string;
  readonly loadBalancerClass?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
};

export type Service = KubeObject<{
  readonly spec?: ServiceSpec;
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}>;

export const HEADLESS = 'None';

export function isHeadless({ clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === HEADLESS;
}

/** All types but ExternalName have an address, be it `None`. */
export function needsClusterIp({ type }: ServiceSpec): boolean {
  return type !== 'ExternalName';
}

/** Reachable from outside: through ports of the nodes, unless a load balancer does without. */
export function isExternal({ type }: ServiceSpec): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** A load balancer that spares nodes without endpoints asks each node how it is. */
export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

/** The node ports of its ports. */
export function nodePortsOf({ ports = [] }: ServiceSpec): number[] {
  return ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort]));
}

export function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** The spec with members replaced; `undefined` removes one. */
export function withSpec(
  spec: ServiceSpec,
  changes: { [Member in keyof ServiceSpec]: ServiceSpec[Member] | undefined },
): ServiceSpec {
  const changed: Record<string, unknown> = { ...spec, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete changed[name];
  return changed as ServiceSpec;
}
