/**
 * Which changes of a Service its load balancer must follow, and the events that tell of them.
 *
 * Upstream: staging/src/k8s.io/cloud-provider/controllers/service/controller.go (needsUpdate, needsCleanup)
 */
import type { Service } from '../../apimachinery/api/core-v1';
import { sameJson } from '../../apimachinery/same-json';

export const LOAD_BALANCER_FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

export interface LoadBalancerChange {
  readonly needed: boolean;
  /** What changed, for an event. */
  readonly event?: { readonly reason: string; readonly message: string };
}

/** Those of a class are left to whoever made the class. */
export function wantsLoadBalancer({ spec }: Service): boolean {
  return spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
}

export function hasFinalizer({ metadata }: Service): boolean {
  return metadata.finalizers?.includes(LOAD_BALANCER_FINALIZER) ?? false;
}

/** There may be a load balancer that is not wanted any more. */
export function needsCleanup(service: Service): boolean {
  if (!hasFinalizer(service)) return false;
  return service.metadata.deletionTimestamp !== undefined || service.spec?.type !== 'LoadBalancer';
}

export function loadBalancerChange(before: Service, after: Service): LoadBalancerChange {
  const [old, spec] = [before.spec ?? {}, after.spec ?? {}];
  const [wanted, wants] = [wantsLoadBalancer(before), wantsLoadBalancer(after)];
  const told = (reason: string, from: unknown, to: unknown): LoadBalancerChange => ({
    needed: true,
    event: { reason, message: `${goText(from)} -> ${goText(to)}` },
  });
  if (!wanted && !wants) return { needed: false };
  if (wanted !== wants) return told('Type', old.type, spec.type);
  if (!sameJson(old.loadBalancerSourceRanges, spec.loadBalancerSourceRanges)) {
    return told('LoadBalancerSourceRanges', old.loadBalancerSourceRanges ?? [], spec.loadBalancerSourceRanges ?? []);
  }
  const silent = ['ports', 'sessionAffinity', 'sessionAffinityConfig'] as const;
  if (silent.some((member) => !sameJson(old[member], spec[member]))) return { needed: true };
  if (old.loadBalancerIP !== spec.loadBalancerIP)
    return told('LoadbalancerIP', old.loadBalancerIP, spec.loadBalancerIP);
  const [oldIps, ips] = [old.externalIPs ?? [], spec.externalIPs ?? []];
  if (oldIps.length !== ips.length) return told('ExternalIP', `Count: ${oldIps.length}`, ips.length);
  const added = ips.find((address, index) => address !== oldIps[index]);
  if (added !== undefined) return { needed: true, event: { reason: 'ExternalIP', message: `Added: ${added}` } };
  if (!sameJson(before.metadata.annotations, after.metadata.annotations)) return { needed: true };
  if (before.metadata.uid !== after.metadata.uid) return told('UID', before.metadata.uid, after.metadata.uid);
  if (old.externalTrafficPolicy !== spec.externalTrafficPolicy) {
    return told('ExternalTrafficPolicy', old.externalTrafficPolicy, spec.externalTrafficPolicy);
  }
  if (old.healthCheckNodePort !== spec.healthCheckNodePort) {
    return told('HealthCheckNodePort', old.healthCheckNodePort ?? 0, spec.healthCheckNodePort ?? 0);
  }
  const [oldFamilies, families] = [old.ipFamilies?.length ?? 0, spec.ipFamilies?.length ?? 0];
  return oldFamilies === families ? { needed: false } : told('IPFamilies', `Count: ${oldFamilies}`, families);
}

/** As Go's `%v` writes it. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  return value === undefined ? '' : String(value);
}
