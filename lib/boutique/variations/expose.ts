/** Opens the shop to the outside, in any of the ways of exposure.ts. */
import { ExistingPods } from '../../constructs/existing-pods';
import { Gateway } from '../../constructs/network/gateway';
import { HttpRoute, type WeightedBackend } from '../../constructs/network/http-route';
import { Ingress } from '../../constructs/network/ingress';
import { NetworkPolicy } from '../../constructs/network/network-policy';
import { PolicyPeer } from '../../constructs/network/policy-peer';
import { Service } from '../../constructs/network/service';
import { type ReleasedService } from '../released-service';
import { shopSecret } from '../shop-secret';
import { type Shop } from '../shop';
import { THROW_AWAY_CERTIFICATE } from '../throw-away-certificate';
import {
  type Exposure,
  type GatewayExposure,
  type IngressExposure,
  type LoadBalancerExposure,
  type VirtualServiceExposure,
} from './exposure';
import { frontendRoute, type MeshEntrance } from './istio';

const HTTP_PORT = 80;

/** Lets a peer in at every version of the frontend. */
function admit(frontend: ReleasedService, peers: readonly PolicyPeer[]): void {
  for (const component of frontend.components) for (const peer of peers) component.allowFrom(peer);
}

function throughIngress(shop: Shop, frontend: ReleasedService, exposure: IngressExposure): void {
  const name = shop.nameOf('frontend');
  const { host, tls = { type: 'existing' } } = exposure;
  const plain = tls === 'unsafePlainHttp';
  const secret = plain
    ? undefined
    : shopSecret(
        shop,
        {
          name: `${name}-tls`,
          purpose: `certificate and key for ${host}`,
          type: 'kubernetes.io/tls',
          throwAway: THROW_AWAY_CERTIFICATE,
        },
        tls,
      );
  if (!frontend.service) return;
  new Ingress(shop.scope, 'frontend-ingress', {
    name,
    labels: frontend.labels,
    className: exposure.className ?? shop.platform.ingressClassName,
    annotations: { ...shop.platform.ingressAnnotations(shop.healthPath), ...exposure.annotations },
    unsafePlainHttp: plain,
    hosts: [{ host, tlsSecret: secret, paths: [{ path: shop.baseUrl || '/', service: frontend.service }] }],
  });
  admit(frontend, shop.platform.ingressControllers);
}

function throughLoadBalancer(shop: Shop, frontend: ReleasedService, exposure: LoadBalancerExposure): void {
  const { service } = frontend;
  if (!service) return;
  const { sourceRanges } = exposure;
  new Service(shop.scope, 'frontend-external', {
    name: `${service.name}-external`,
    type: 'LoadBalancer',
    labels: frontend.labels,
    annotations: { ...shop.platform.loadBalancerAnnotations(shop.healthPath), ...exposure.annotations },
    ports: service.ports,
    selector: frontend.selector,
    // With the callers' own addresses the ranges can also be held by the policy.
    ...(sourceRanges ? { loadBalancerSourceRanges: sourceRanges, externalTrafficPolicy: 'Local' } : {}),
  });
  admit(frontend, sourceRanges ? sourceRanges.map((cidr) => PolicyPeer.cidr(cidr)) : [PolicyPeer.anywhere()]);
}

/** Backends of a route: the Service, or two with weights where a canary is released by weight. */
function backends(shop: Shop, frontend: ReleasedService): WeightedBackend[] {
  const { release } = shop;
  if (release.strategy !== 'canary' || release.split?.by !== 'routes' || !shop.hasCandidate('frontend')) {
    return frontend.service ? [{ service: frontend.service }] : [];
  }
  const { percent } = release.split;
  return frontend.components.flatMap(({ service }, position) =>
    service ? [{ service, weight: position === 0 ? 100 - percent : percent }] : [],
  );
}

/** The pods that Istio's controller makes for a Gateway in the shop's namespace live under the shop's policies too. */
function gatewayPolicy(shop: Shop, name: string, pods: ExistingPods, frontend: ReleasedService): void {
  const policy = new NetworkPolicy(shop.scope, 'gateway-policy', { name, selector: pods });
  const ports = frontend.components[0]?.ports.map(({ number }) => ({ port: number })) ?? [];
  policy.allowFrom(PolicyPeer.anywhere(), [{ port: HTTP_PORT }]);
  for (const component of frontend.components) policy.allowTo(component.peerFor(shop.props.namespace), ports);
  policy.allowTo(PolicyPeer.namespace('istio-system'), [{ port: 15010 }, { port: 15012 }]);
  policy.allowTo(PolicyPeer.pods({ 'k8s-app': 'kube-dns' }, 'kube-system'), [
    { port: 53, protocol: 'UDP' },
    { port: 53 },
  ]);
}

function throughGateway(shop: Shop, frontend: ReleasedService, exposure: GatewayExposure): void {
  const { apiVersion, gatewayName: name = shop.nameOf('frontend') } = exposure;
  const gateway = new Gateway(shop.scope, 'gateway', {
    name,
    apiVersion,
    className: exposure.gatewayClassName,
    listeners: [{ port: HTTP_PORT, protocol: 'HTTP' }],
  });
  new HttpRoute(shop.scope, 'route', {
    name: exposure.routeName ?? shop.nameOf('frontend'),
    apiVersion,
    parents: [gateway],
    hosts: exposure.hostnames,
    rules: [{ matches: [{ path: shop.baseUrl || '/' }], backends: backends(shop, frontend) }],
  });
  const pods = exposure.gatewayPods ?? { labels: { 'gateway.networking.k8s.io/gateway-name': name } };
  const existing = new ExistingPods(shop.scope, 'gateway-pods', pods);
  if (!exposure.gatewayPods) gatewayPolicy(shop, `gateway-${name}`, existing, frontend);
  admit(frontend, [PolicyPeer.pods(pods.labels, pods.namespace)]);
}

function throughVirtualService(shop: Shop, frontend: ReleasedService, exposure: VirtualServiceExposure): MeshEntrance {
  const { gateway, hosts, gatewayLabels } = exposure;
  const name = shop.nameOf('frontend');
  frontendRoute(shop, frontend, {
    name,
    apiVersion: exposure.networkingVersion,
    hosts,
    gateways: [`${gateway.namespace}/${gateway.name}`],
  });
  admit(frontend, [PolicyPeer.pods(gatewayLabels, gateway.namespace)]);
  const account = exposure.gatewayServiceAccount ?? gateway.name;
  return { principals: [`cluster.local/ns/${gateway.namespace}/sa/${account}`] };
}

/** Opens one way in; tells who comes through it where the mesh has to know. */
export function expose(shop: Shop, frontend: ReleasedService, exposure: Exposure): MeshEntrance {
  const nobody = { principals: [] };
  switch (exposure.type) {
    case 'ingress':
      throughIngress(shop, frontend, exposure);
      return nobody;
    case 'loadBalancer':
      throughLoadBalancer(shop, frontend, exposure);
      return nobody;
    case 'gateway':
      throughGateway(shop, frontend, exposure);
      return nobody;
    case 'virtualService':
      return throughVirtualService(shop, frontend, exposure);
  }
}
