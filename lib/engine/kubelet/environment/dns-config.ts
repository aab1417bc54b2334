/**
 * Where a pod looks up names: name servers, search domains and options, cut to what resolvers take.
 *
 * Upstream: pkg/kubelet/network/dns/dns.go (GetPodDNS, appendDNSConfig, formDNSConfigFitsLimits), pkg/apis/core/validation/validation.go
 * Differs: the node itself knows no name server; options keep the order in which they come, where Go's maps give any.
 */
import type { Pod, PodSpec } from '../../apimachinery/api/core-v1';

/** What is written into a container's `/etc/resolv.conf`. */
export interface DnsConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  /** `ndots:5`. */
  readonly options: readonly string[];
  /** What was left out, in words for an event. */
  readonly warnings: readonly string[];
}

export const CLUSTER_DOMAIN = 'cluster.local';
const CLUSTER_DNS = '10.96.0.10';
const DEFAULT_OPTION = 'ndots:5';
const MAX_SERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_LENGTH = 253;
const MAX_SEARCH_LINE_LENGTH = 2048;

export function dnsConfig({ metadata, spec }: Pod): DnsConfig {
  const { nameservers = [], searches = [], options = [] } = spec?.dnsConfig ?? {};
  const inCluster = usesClusterDns(spec);
  const own = [`${metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN];
  const allServers = [...new Set([...(inCluster ? [CLUSTER_DNS] : []), ...nameservers])];
  const allSearches = [...new Set([...(inCluster ? own : []), ...searches])];
  const servers = allServers.slice(0, MAX_SERVERS);
  const kept = searchesWithinLimits(allSearches);
  const warnings: string[] = [];
  if (servers.length < allServers.length) {
    const what = 'Nameserver limits were exceeded, some nameservers have been omitted';
    warnings.push(`${what}, the applied nameserver line is: ${servers.join(' ')}`);
  }
  if (kept.length < allSearches.length) {
    const what = 'Search Line limits were exceeded, some search paths have been omitted';
    warnings.push(`${what}, the applied search line is: ${kept.join(' ')}`);
  }
  return { servers, searches: kept, options: optionsWith(inCluster ? [DEFAULT_OPTION] : [], options), warnings };
}

/** A pod in the network of its node looks names up as the node does, unless it says otherwise. */
function usesClusterDns(spec: PodSpec | undefined): boolean {
  switch (spec?.dnsPolicy) {
    case 'None':
    case 'Default':
      return false;
    case 'ClusterFirstWithHostNet':
      return true;
    default:
      return !spec?.hostNetwork;
  }
}

function searchesWithinLimits(searches: readonly string[]): readonly string[] {
  let kept = searches.slice(0, MAX_SEARCHES).filter((search) => search.length <= MAX_SEARCH_LENGTH);
  while (kept.join(' ').length > MAX_SEARCH_LINE_LENGTH) kept = kept.slice(0, -1);
  return kept;
}

/** The pod's own options win. */
function optionsWith(
  defaults: readonly string[],
  given: readonly { readonly name?: string; readonly value?: string }[],
): readonly string[] {
  const values = new Map<string, string>();
  for (const option of defaults) {
    const [name = '', value = ''] = option.split(':');
    values.set(name, value);
  }
  for (const { name = '', value = '' } of given) values.set(name, value);
  return [...values].map(([name, value]) => (value === '' ? name : `${name}:${value}`));
}
