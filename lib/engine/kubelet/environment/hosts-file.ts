/**
 * `/etc/hosts`, which the kubelet writes for containers.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (ensureHostsFile, managedHostsFileContent, hostsEntriesFromHostAliases,
 *   GeneratePodHostNameAndDomain), pkg/kubelet/util/util.go (GetNodenameForKernel)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { CLUSTER_DOMAIN, dnsConfig } from './dns-config';

const LOCAL_NAMES = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;
/** So long may the name be that a kernel has for itself. */
const MAX_NODENAME_LENGTH = 64;

/** The name that a pod has for itself. */
export function hostnameOf({ metadata, spec }: Pod): string {
  return spec?.hostname || metadata.name.slice(0, 63).replace(/[-.]+$/, '');
}

/** Its name with its domain; the name alone where it has none. */
function fullHostnameOf(pod: Pod): string {
  const { metadata, spec } = pod;
  const name = hostnameOf(pod);
  return spec?.subdomain ? `${name}.${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}` : name;
}

/** Why a pod that wants its full name for its host's cannot have it. */
export function hostnameFault(pod: Pod): string | undefined {
  if (!pod.spec?.setHostnameAsFQDN || !pod.spec.subdomain) return undefined;
  const name = fullHostnameOf(pod);
  if (name.length <= MAX_NODENAME_LENGTH) return undefined;
  const lengths = `${MAX_NODENAME_LENGTH} characters is the max, ${name.length} characters requested`;
  return `failed to construct FQDN from pod hostname and cluster domain, FQDN ${name} is too long (${lengths})`;
}

export function hostsFile(pod: Pod, podIPs: readonly string[]): string {
  const { spec } = pod;
  const aliases = (spec?.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  const added = aliases.length === 0 ? '' : `\n# Entries added by HostAliases.\n${aliases.join('')}`;
  if (spec?.hostNetwork) return `# Kubernetes-managed hosts file (host network).\n${LOCAL_NAMES}${added}`;
  const name = hostnameOf(pod);
  const names = spec?.subdomain ? `${fullHostnameOf(pod)}\t${name}` : name;
  const own = podIPs.map((address) => `${address}\t${names}\n`).join('');
  return `# Kubernetes-managed hosts file.\n${LOCAL_NAMES}${own}${added}`;
}

/** `/etc/resolv.conf` of a container. */
export function resolverFile(pod: Pod): string {
  const { servers, searches, options } = dnsConfig(pod);
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((address) => `nameserver ${address}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
  ].join('\n');
}
