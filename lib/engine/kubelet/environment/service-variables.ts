/**
 * Variables that tell a container where Services are, `FRONTEND_SERVICE_HOST` and the like.
 *
 * Upstream: pkg/kubelet/envvars/envvars.go, pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap)
 */
import type { Service } from '../../apimachinery/api/core-v1';
import type { References } from './references';

type Variables = ReadonlyMap<string, string>;

/** What was answered last for a namespace: nearly all of its containers start with the same. */
interface Answer {
  readonly services: readonly Service[];
  readonly variables: Variables;
}

const answers = new WeakMap<References, Map<string, Answer>>();

const API_SERVER = 'kubernetes';
const API_SERVER_NAMESPACE = 'default';

/** The API server's Service always; those of the pod's namespace when it wants links to them. */
export function serviceVariables(references: References, namespace: string, links: boolean): Variables {
  const chosen = new Map<string, Service>();
  for (const service of references.services(API_SERVER_NAMESPACE)) {
    if (service.metadata.name === API_SERVER) chosen.set(API_SERVER, service);
  }
  if (links) for (const service of references.services(namespace)) chosen.set(service.metadata.name, service);
  return variablesOf(references, `${namespace}/${links}`, [...chosen.values()]);
}

function variablesOf(references: References, place: string, services: readonly Service[]): Variables {
  let known = answers.get(references);
  if (!known) answers.set(references, (known = new Map<string, Answer>()));
  const last = known.get(place);
  const isSame =
    last?.services.length === services.length && services.every((service, index) => service === last.services[index]);
  if (isSame) return last.variables;
  const variables = new Map<string, string>();
  for (const service of services) addVariables(service, variables);
  known.set(place, { services, variables });
  return variables;
}

function addVariables({ metadata, spec }: Service, variables: Map<string, string>): void {
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
