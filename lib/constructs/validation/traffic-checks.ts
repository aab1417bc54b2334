/** Services, Ingresses, routes and policies: ports, hosts, paths, addresses, and backends that exist. */
import { isIP } from 'node:net';
import { type Finding } from './finding';
import { entriesOf, listOf, namespaceOf, specOf, type Manifest, type ManifestSource, type Texts } from './manifest';
import { type Mistake } from './mistake';
import { dnsLabel, dnsSubdomain, portName } from './names';
import { portNumber, repeated, unlessRight, wholeNumber } from './numbers';
import { listed, type Surroundings } from './surroundings';

interface ServicePortView {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly nodePort?: number;
}

interface ServiceView {
  readonly type: string;
  readonly clusterIP: string;
  readonly selector: Texts;
  readonly ports: readonly ServicePortView[];
  readonly loadBalancerSourceRanges: readonly string[];
  readonly externalName: string;
}

const NODE_PORTS = wholeNumber(30000, 32767);

/** Ports that the pods behind a Service say they listen on. */
function listeningPorts(manifest: Manifest, around: Surroundings): (number | string)[] {
  const { selector } = specOf<ServiceView>(manifest);
  if (entriesOf(selector).length === 0) return [];
  return around
    .podsFor({ matchLabels: selector }, namespaceOf(manifest))
    .flatMap(({ pod }) => listOf(pod.containers).flatMap(({ ports }) => listOf(ports)))
    .flatMap(({ name, containerPort }) => [name, containerPort])
    .filter((port) => port !== undefined);
}

function servicePortMistakes(port: ServicePortView, listening: readonly (number | string)[]): Mistake[] {
  const field = `spec.ports[${port.name ?? ''}]`;
  const target = port.targetPort ?? port.port;
  const mistakes = [
    ...unlessRight(`${field}.port`, port.port, portNumber),
    ...unlessRight(`${field}.nodePort`, port.nodePort, NODE_PORTS),
    ...(typeof target === 'number' ? unlessRight(`${field}.targetPort`, target, portNumber) : []),
  ];
  if (port.name !== undefined && !dnsLabel.test(port.name)) {
    mistakes.push({ field, given: port.name, expected: `a name of ${dnsLabel.expected}`, fix: 'rename the port' });
  }
  if (listening.length > 0 && target !== undefined && !listening.includes(target)) {
    const expected = `a port on which its pods listen: ${listed([...new Set(listening.map(String))])}`;
    mistakes.push({ field: `${field}.targetPort`, given: target, expected, fix: 'name a port of the pods' });
  }
  return mistakes;
}

function serviceMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { type, clusterIP, ports, loadBalancerSourceRanges } = specOf<ServiceView>(manifest);
  const all = listOf(ports);
  const listening = listeningPorts(manifest, around);
  const mistakes = all.flatMap((port) => servicePortMistakes(port, listening));
  if (all.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') {
    const fix = 'add a port, or make the Service headless';
    mistakes.push({ field: 'spec.ports', given: undefined, expected: 'at least one port', fix });
  }
  if (all.length > 1 && all.some(({ name }) => !name)) {
    const expected = 'a name for each of several ports';
    mistakes.push({ field: 'spec.ports', given: all.map(({ name }) => name ?? ''), expected, fix: 'name the ports' });
  }
  const numbers = all.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`);
  for (const given of [...repeated(all.flatMap(({ name }) => name ?? [])), ...repeated(numbers)]) {
    const expected = 'a port that no other port of the Service equals in name or number';
    mistakes.push({ field: 'spec.ports', given, expected, fix: 'change one of them' });
  }
  return [...mistakes, ...cidrMistakes('spec.loadBalancerSourceRanges', listOf(loadBalancerSourceRanges))];
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function cidrMistakes(field: string, ranges: readonly string[]): Mistake[] {
  return ranges
    .filter((range) => !isCidr(range))
    .map((given) => ({ field, given, expected: 'addresses like 10.0.0.0/8 or 2001:db8::/32', fix: 'write the range' }));
}

function hostMistakes(field: string, host: string | undefined): Mistake[] {
  if (host === undefined || (dnsSubdomain.test(host.replace(/^\*\./, '')) && isIP(host) === 0)) return [];
  const expected = 'a host name, or *. and a host name';
  return [{ field, given: host, expected, fix: 'write the name in lower case, without scheme, port and path' }];
}

/** The port of a backend, when the Service exists and has no such port; or that there is no such Service. */
function backendMistakes(
  field: string,
  name: string,
  port: number | string | undefined,
  namespace: string,
  around: Surroundings,
): Mistake[] {
  if (around.findExisting('Service', namespace, name)) return [];
  const service = around.find('Service', namespace, name);
  if (!service) {
    const expected = `a Service of namespace ${namespace}; the app has ${listed(around.names('Service', namespace))}`;
    return [{ field, given: name, expected, fix: 'name a Service of the app' }];
  }
  const ports = listOf(specOf<ServiceView>(service).ports);
  if (ports.some((one) => one.port === port || (typeof port === 'string' && one.name === port))) return [];
  const expected = `a port of Service ${name}, which has ${listed(ports.map((one) => String(one.port)))}`;
  return [{ field: `${field}.port`, given: port, expected, fix: 'name a port that the Service offers' }];
}

interface IngressView {
  readonly rules: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly {
        readonly path?: string;
        readonly pathType?: string;
        readonly backend?: {
          readonly service?: {
            readonly name?: string;
            readonly port?: { readonly number?: number; readonly name?: string };
          };
        };
      }[];
    };
  }[];
}

function ingressMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const rules = listOf(specOf<IngressView>(manifest).rules);
  const entries = rules.flatMap(({ host, http }) => listOf(http?.paths).map((path) => ({ host, ...path })));
  const places = entries.map(({ host = '*', path = '/', pathType }) => `${host}${path} (${pathType})`);
  return [
    ...rules.flatMap(({ host }) => hostMistakes('spec.rules.host', host)),
    ...entries
      .filter(({ path = '/', pathType }) => pathType !== 'ImplementationSpecific' && !path.startsWith('/'))
      .map(({ path }) => ({
        field: 'spec.rules.path',
        given: path,
        expected: 'an absolute path',
        fix: 'add the slash',
      })),
    ...repeated(places).map((given) => ({
      field: 'spec.rules',
      given,
      expected: 'each path of a host once',
      fix: 'remove one of them',
    })),
    ...entries.flatMap(({ backend }) => {
      const { name, port } = backend?.service ?? {};
      if (name === undefined) return [];
      const where = 'spec.rules.backend.service';
      return backendMistakes(where, name, port?.number ?? port?.name, namespaceOf(manifest), around);
    }),
  ];
}

interface RouteView {
  readonly hostnames: readonly string[];
  readonly rules: readonly {
    readonly backendRefs?: readonly {
      readonly kind?: string;
      readonly name?: string;
      readonly namespace?: string;
      readonly port?: number;
    }[];
  }[];
}

function routeMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { hostnames, rules } = specOf<RouteView>(manifest);
  return [
    ...listOf(hostnames).flatMap((host) => hostMistakes('spec.hostnames', host)),
    ...listOf(rules)
      .flatMap(({ backendRefs }) => listOf(backendRefs))
      .filter(({ kind = 'Service' }) => kind === 'Service')
      .flatMap(({ name = '', port, namespace = namespaceOf(manifest) }) =>
        backendMistakes('spec.rules.backendRefs', name, port, namespace, around),
      ),
  ];
}

interface RuleView {
  readonly ports?: readonly { readonly port?: number | string; readonly endPort?: number }[];
  readonly from?: readonly BlockView[];
  readonly to?: readonly BlockView[];
}

interface BlockView {
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}

function policyPortMistakes({ ports }: RuleView): Mistake[] {
  return listOf(ports).flatMap(({ port, endPort }) => {
    const field = 'spec.ports.port';
    if (typeof port === 'string') {
      return portName.test(port)
        ? []
        : [{ field, given: port, expected: `a name of ${portName.expected}`, fix: 'rename it' }];
    }
    const from = port ?? 1;
    return [
      ...unlessRight(field, port, portNumber),
      ...unlessRight('spec.ports.endPort', endPort, wholeNumber(from, 65535)),
    ];
  });
}

function policyMistakes(manifest: Manifest): Mistake[] {
  const { ingress, egress } = specOf<{ ingress: readonly RuleView[]; egress: readonly RuleView[] }>(manifest);
  const rules = [...listOf(ingress), ...listOf(egress)];
  const blocks = rules.flatMap(({ from, to }) => [...listOf(from), ...listOf(to)]);
  const ranges = blocks.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr ?? '', ...listOf(ipBlock.except)] : []));
  return [...rules.flatMap(policyPortMistakes), ...cidrMistakes('spec.ipBlock.cidr', ranges)];
}

const BY_KIND: Readonly<Record<string, (manifest: Manifest, around: Surroundings) => Mistake[]>> = {
  Service: serviceMistakes,
  Ingress: ingressMistakes,
  HTTPRoute: routeMistakes,
  NetworkPolicy: policyMistakes,
};

/** Mistakes about who reaches whom. */
export function checkTraffic(sources: readonly ManifestSource[], around: Surroundings): Finding[] {
  return sources.flatMap(({ path, manifest }) =>
    (BY_KIND[manifest.kind]?.(manifest, around) ?? []).map((mistake) => ({ path, ...mistake })),
  );
}
