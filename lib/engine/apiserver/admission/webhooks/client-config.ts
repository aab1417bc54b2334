/**
 * Where a webhook is: at a URL, or behind a Service.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/util/webhook/client.go, pkg/util/proxy/proxy.go (ResolveCluster)
 */
import type { MutatingWebhook } from '../../../apimachinery/api/admissionregistration-v1';
import type { Endpoints, Service } from '../../../apimachinery/api/core-v1';
import { quote } from '../../../apimachinery/go-text';
import type { Store } from '../../../store/store';

const HTTPS_PORT = 443;

export interface WebhookPlace {
  readonly url: string;
  /** Where to connect, or why nowhere; undefined: where the URL says. */
  readonly address?: { readonly at: string } | { readonly error: string };
}

export function placeOf(
  store: Store,
  { clientConfig, timeoutSeconds = 10 }: Pick<MutatingWebhook, 'clientConfig' | 'timeoutSeconds'>,
): WebhookPlace {
  const { url, service } = clientConfig;
  const query = `timeout=${timeoutSeconds}s`;
  if (!service) {
    const { protocol, host, pathname } = new URL(url ?? '');
    return { url: `${protocol}//${host}${pathname}?${query}` };
  }
  const { namespace, name, path = '', port = HTTPS_PORT } = service;
  const at = `https://${name}.${namespace}.svc:${port}${path.startsWith('/') ? path : `/${path}`}?${query}`;
  return { url: at, address: resolve(store, namespace, name, port) };
}

function resolve(store: Store, namespace: string, name: string, port: number): WebhookPlace['address'] {
  const found = store.table<Service>('services').get(`${namespace}/${name}`);
  if (!found) return { error: `service ${quote(name)} not found` };
  const { type = 'ClusterIP', clusterIP = '', externalName = '', ports = [] } = found.spec ?? {};
  if (type === 'ExternalName') return { at: `${externalName}:${port}` };
  if (clusterIP === 'None') return { error: 'cannot route to service with ClusterIP "None"' };
  const served = ports.find((candidate) => candidate.port === port);
  if (!served) return { error: `no service port ${port} found for service ${quote(name)}` };
  const endpoint = endpointOf(store.table<Endpoints>('endpoints').get(`${namespace}/${name}`), served.name ?? '');
  return endpoint ? { at: endpoint } : { error: `dial tcp ${clusterIP}:${port}: connect: connection refused` };
}

/** What kube-proxy would lead to: the first address that is ready. */
function endpointOf(endpoints: Endpoints | undefined, portName: string): string | undefined {
  for (const { addresses = [], ports = [] } of endpoints?.subsets ?? []) {
    const port = ports.find(({ name = '' }) => name === portName);
    if (port && addresses[0]) return `${addresses[0].ip}:${port.port}`;
  }
  return undefined;
}
