/**
 * Variables that tell a container where Services are, `FRONTEND_SERVICE_HOST` and the like.
 *
 * Upstream: pkg/kubelet/envvars/envvars.go, pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap)
 */
import type { Service } from '../../apimachinery/api/core-v1';
import type { References } from './references';

type Variables = Map<string, string>;

const API_SERVER = 'kubernetes';
const API_SERVER_NAMESPACE = 'default';

/** The API server's Service always; those of the pod's namespace when it wants links to them. */
export function serviceVariables(references: References, namespace: string, links: boolean): Variables {
  const variables: Variables = new Map();
  const chosen = new Map<string, Service>();
  for (const service of references.services(API_SERVER_NAMESPACE)) {
    if (service.metadata.name === API_SERVER) chosen.set(API_SERVER, service);
  }
  if (links) for (const service of references.services(namespace)) chosen.set(service.metadata.name, service);
  for (const service of chosen.values()) addVariables(service, variables);
  return variables;
}

function addVariables({ metadata, spec }: Service, variables: Variables): void {
  const address = spec?.clusterIP ?? '';
  const ports = spec?.ports ?? [];
  const [first] = ports;
  if (address === '' || address === 'None' || !first) return;
  const prefix = variableName(metadata.name);
  variables.set(`${prefix}_SERVICE_HOST`, address);
  variables.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const { name, port } of ports) {
    if (name) variables.set(`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port));
  }
  const host = address.includes(':') ? `[${address}]` : address;
  for (const { port, protocol = 'TCP' } of ports) {
    const scheme = protocol.toLowerCase();
    const url = `${scheme}://${host}:${port}`;
    if (!variables.has(`${prefix}_PORT`)) variables.set(`${prefix}_PORT`, url);
    const link = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    variables.set(link, url);
    variables.set(`${link}_PROTO`, scheme);
    variables.set(`${link}_PORT`, String(port));
    variables.set(`${link}_ADDR`, address);
  }
}

function variableName(text: string): string {
  return text.replaceAll('-', '_').toUpperCase();
}
