/**
 * `/etc/hosts`, which the kubelet writes for containers.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (ensureHostsFile, managedHostsFileContent, hostsEntriesFromHostAliases)
 */
import type { Pod } from '../../apimachinery/api/core-v1';

const LOCAL_NAMES = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;
const DOMAIN = 'cluster.local';

/** The name that a pod has for itself. */
export function hostnameOf({ metadata, spec }: Pod): string {
  return spec?.hostname || metadata.name.slice(0, 63).replace(/[-.]+$/, '');
}

export function hostsFile(pod: Pod, podIPs: readonly string[]): string {
  const { metadata, spec } = pod;
  const aliases = (spec?.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  const added = aliases.length === 0 ? '' : `\n# Entries added by HostAliases.\n${aliases.join('')}`;
  if (spec?.hostNetwork) return `# Kubernetes-managed hosts file (host network).\n${LOCAL_NAMES}${added}`;
  const name = hostnameOf(pod);
  const names = spec?.subdomain ? `${name}.${spec.subdomain}.${metadata.namespace}.svc.${DOMAIN}\t${name}` : name;
  const own = podIPs.map((address) => `${address}\t${names}\n`).join('');
  return `# Kubernetes-managed hosts file.\n${LOCAL_NAMES}${own}${added}`;
}

/** `/etc/resolv.conf` of a container. */
export function resolverFile({ metadata, spec }: Pod, clusterDns: string): string {
  const { nameservers = [], searches = [], options = [] } = spec?.dnsConfig ?? {};
  const inCluster =
    spec?.dnsPolicy === 'ClusterFirstWithHostNet' ||
    (spec?.dnsPolicy !== 'None' && !spec?.hostNetwork && spec?.dnsPolicy !== 'Default');
  const own = [`${metadata.namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN];
  const search = [...(inCluster ? own : []), ...searches];
  const given = options.map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`));
  const settings = [...(inCluster && !options.some(({ name }) => name === 'ndots') ? ['ndots:5'] : []), ...given];
  return [
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...[...(inCluster ? [clusterDns] : []), ...nameservers].map((address) => `nameserver ${address}`),
    ...(settings.length > 0 ? [`options ${settings.join(' ')}`] : []),
    '',
  ].join('\n');
}
