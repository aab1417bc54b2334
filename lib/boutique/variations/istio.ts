/** Istio: policies by account and RPC, sidecars that know only what their workload calls, and the way out to Google. */
import { AuthorizationPolicy, type MeshOperation } from '../../constructs/mesh/authorization-policy';
import { type IstioNetworkingVersion } from '../../constructs/mesh/istio-version';
import { ServiceEntry, type ServiceEntryPort } from '../../constructs/mesh/service-entry';
import { Sidecar } from '../../constructs/mesh/sidecar';
import { VirtualService } from '../../constructs/mesh/virtual-service';
import { CALLS, OFFERS } from '../call-graph';
import { type ReleasedService } from '../released-service';
import { type ServiceName } from '../service-names';
import { type Shop } from '../shop';
import { type IstioProps } from './istio-props';

const TRUST_DOMAIN = 'cluster.local';
const MESH = 'istio-system';

/** Who else may call the frontend: principals of ingress gateways. */
export interface MeshEntrance {
  readonly principals: readonly string[];
}

type Services = ReadonlyMap<ServiceName, ReleasedService>;

function callersOf(services: Services, callee: ServiceName): ReleasedService[] {
  return [...services.values()].filter(
    ({ name }) => CALLS[name]?.includes(callee) || sendsTraces(name, callee, services),
  );
}

/** What a service calls, in the order of the call graph. */
function calleesOf(services: Services, caller: ServiceName): ReleasedService[] {
  const names: ServiceName[] = [...(CALLS[caller] ?? [])];
  if (sendsTraces(caller, 'opentelemetrycollector', services)) names.push('opentelemetrycollector');
  return names.flatMap((name) => services.get(name) ?? []);
}

/** The collector's callers depend on the shop, not on the graph: those that were let in. */
function sendsTraces(name: ServiceName, callee: ServiceName, services: Services): boolean {
  if (callee !== 'opentelemetrycollector') return false;
  return (
    services.get(name)?.components.some(({ workload }) => workload.template.main.env('OTEL_SERVICE_NAME')) ?? false
  );
}

function operation(name: ServiceName, port: number): MeshOperation {
  const { rpc, http } = OFFERS[name] ?? {};
  const ports = [port];
  if (rpc) return { methods: ['POST'], paths: rpc.methods.map((method) => `/${rpc.service}/${method}`), ports };
  return http ? { methods: [...http], ports } : { ports };
}

function authorizationPolicies(shop: Shop, services: Services, entrance: MeshEntrance): void {
  AuthorizationPolicy.denyAll(shop.scope, 'authorization-deny-all', { name: 'deny-all' });
  for (const { name, components } of services.values()) {
    const callers = callersOf(services, name).flatMap((caller) => caller.components);
    const account = (component: (typeof callers)[number]): string =>
      `${TRUST_DOMAIN}/ns/${shop.props.namespace}/sa/${component.name}`;
    const principals = [...callers.map(account), ...(name === 'frontend' ? entrance.principals : [])];
    for (const component of components) {
      const port = component.ports[0]?.number;
      if (port === undefined || principals.length === 0) continue;
      new AuthorizationPolicy(shop.scope, `authorization-${component.name}`, {
        name: component.name,
        pods: component,
        rules: [{ from: [{ principals }], to: [operation(name, port)] }],
      });
    }
  }
}

/** Hosts outside the graph that a workload's sidecar has to know. */
function outsideHosts(shop: Shop, name: ServiceName): string[] {
  const database = shop.props.cartDatabase;
  if (name !== 'cartservice' || database?.type !== 'externalRedis' || !database.tlsOrigination) return [];
  return [`./${database.tlsOrigination.name}.${shop.props.namespace}`];
}

function sidecars(shop: Shop, services: Services): void {
  const local = (host: string): string => `./${host}.${shop.props.namespace}.svc.${TRUST_DOMAIN}`;
  for (const { name, components } of services.values()) {
    const hosts = calleesOf(services, name).flatMap(({ service }) => (service ? [local(service.name)] : []));
    for (const component of components) {
      new Sidecar(shop.scope, `sidecar-${component.name}`, {
        name: component.name,
        pods: component,
        egressHosts: [`${MESH}/*`, ...hosts, ...outsideHosts(shop, name)],
      });
    }
  }
}

const HTTP_AND_HTTPS: readonly ServiceEntryPort[] = [
  { name: 'http', number: 80, protocol: 'HTTP' },
  { name: 'https', number: 443, protocol: 'HTTPS' },
];

function googleEntries(shop: Shop, apiVersion: IstioNetworkingVersion | undefined): void {
  const common = { apiVersion, ports: HTTP_AND_HTTPS };
  const hosts = ['accounts.google.com', '*.googleapis.com'];
  new ServiceEntry(shop.scope, 'allow-egress-googleapis', { ...common, hosts });
  new ServiceEntry(shop.scope, 'allow-egress-google-metadata', {
    ...common,
    hosts: ['metadata.google.internal'],
    addresses: ['169.254.169.254'],
  });
}

/** How the frontend is reached through the mesh. */
interface FrontendRoute {
  readonly name: string;
  readonly apiVersion?: IstioNetworkingVersion;
  readonly hosts: readonly string[];
  readonly gateways?: readonly string[];
}

/** A VirtualService for the frontend, bound to `gateways`; without any it is for calls from inside the mesh. */
export function frontendRoute(shop: Shop, frontend: ReleasedService, route: FrontendRoute): void {
  const { service } = frontend;
  if (!service) return;
  new VirtualService(shop.scope, `${route.name}-virtual-service`, {
    ...route,
    http: [{ prefix: shop.baseUrl || undefined, to: [service] }],
  });
}

/** Adds what `props` asks for. */
export function addIstio(shop: Shop, props: IstioProps, services: Services, entrance: MeshEntrance): void {
  const { networkingVersion: apiVersion } = props;
  const frontend = services.get('frontend');
  if (props.authorizationPolicies ?? true) authorizationPolicies(shop, services, entrance);
  if (props.sidecars ?? true) sidecars(shop, services);
  if (props.egressToGoogle) googleEntries(shop, apiVersion);
  if (props.frontendVirtualService && frontend) {
    const frontendName = shop.nameOf('frontend');
    const bound = shop.props.expose?.some(({ type }) => type === 'virtualService') ?? false;
    const name = bound ? `${frontendName}-mesh` : frontendName;
    const host = `${frontendName}.${shop.props.namespace}.svc.${TRUST_DOMAIN}`;
    frontendRoute(shop, frontend, { name, apiVersion, hosts: [host] });
  }
}
