import {
  AuthorizationPolicy,
  DestinationRule,
  MeshGateway,
  Microservice,
  PeerAuthentication,
  Port,
  ServiceEntry,
  Sidecar,
  VirtualService,
} from '../../lib/constructs';
import { chartOf, find, image, mistakesOf } from '../support/chart';

const port = Port.http(8080, { servicePort: 80 });
const specOf = (build: Parameters<typeof chartOf>[0], kind: string): unknown =>
  find<{ spec: unknown }>(chartOf(build), kind).spec;

describe('Istio’s objects', () => {
  test('VirtualService: routes by prefix and header, with weights, retries and a rewrite', () => {
    const spec = specOf((chart) => {
      const { service } = new Microservice(chart, 'shop', { image, port });
      if (!service) return;
      new VirtualService(chart, 'route', {
        hosts: ['shop.example.com'],
        gateways: ['istio-ingress/entry'],
        http: [
          { headers: { 'x-canary': 'always' }, to: [{ service, subset: 'canary' }] },
          {
            prefix: '/shop',
            rewritePrefix: '/',
            timeout: '10s',
            retries: { attempts: 2, retryOn: '5xx' },
            to: [
              { service, subset: 'stable', weight: 90 },
              { service, subset: 'canary', weight: 10 },
            ],
          },
        ],
      });
    }, 'VirtualService');
    const destination = (subset: string): object => ({ host: 'shop', subset, port: { number: 80 } });
    expect(spec).toEqual({
      hosts: ['shop.example.com'],
      gateways: ['istio-ingress/entry'],
      http: [
        {
          match: [{ headers: { 'x-canary': { exact: 'always' } } }],
          route: [{ destination: destination('canary') }],
        },
        {
          match: [{ uri: { prefix: '/shop' } }],
          rewrite: { uri: '/' },
          timeout: '10s',
          retries: { attempts: 2, retryOn: '5xx' },
          route: [
            { destination: destination('stable'), weight: 90 },
            { destination: destination('canary'), weight: 10 },
          ],
        },
      ],
    });
  });

  test('VirtualService: weights that do not add up to 100 are refused', () => {
    const found = mistakesOf((chart) => {
      const { service } = new Microservice(chart, 'shop', { image, port });
      if (service) new VirtualService(chart, 'route', { hosts: ['shop'], http: [{ to: [{ service, weight: 90 }] }] });
    });
    expect(found).toEqual([expect.stringContaining('chart/route] http[0].to.weight: given [90], expected numbers')]);
  });

  test('DestinationRule: subsets, TLS and outlier detection of a Service', () => {
    const spec = specOf((chart) => {
      const { service } = new Microservice(chart, 'shop', { image, port });
      if (!service) return;
      new DestinationRule(chart, 'rule', {
        host: service,
        loadBalancing: 'LEAST_REQUEST',
        outlierDetection: { consecutive5XxErrors: 5, interval: '10s' },
        tls: { mode: 'ISTIO_MUTUAL' },
        subsets: { canary: { track: 'canary' } },
      });
    }, 'DestinationRule');
    expect(spec).toEqual({
      host: 'shop',
      subsets: [{ name: 'canary', labels: { track: 'canary' } }],
      trafficPolicy: {
        tls: { mode: 'ISTIO_MUTUAL' },
        loadBalancer: { simple: 'LEAST_REQUEST' },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s' },
      },
    });
  });

  test('ServiceEntry: a host outside', () => {
    const spec = specOf(
      (chart) =>
        new ServiceEntry(chart, 'maps', {
          hosts: ['maps.example.com'],
          ports: [{ name: 'https', number: 443, protocol: 'TLS' }],
          resolution: 'DNS',
          location: 'MESH_EXTERNAL',
        }),
      'ServiceEntry',
    );
    expect(spec).toEqual({
      hosts: ['maps.example.com'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ name: 'https', number: 443, protocol: 'TLS' }],
    });
  });

  test('Sidecar, AuthorizationPolicy, PeerAuthentication and MeshGateway hold for the pods of a component', () => {
    const manifests = chartOf((chart) => {
      const pods = new Microservice(chart, 'shop', { image, port });
      new Sidecar(chart, 'sidecar', { pods, egressHosts: ['istio-system/*'], outboundTrafficPolicy: 'REGISTRY_ONLY' });
      new AuthorizationPolicy(chart, 'callers', {
        pods,
        rules: [{ from: [{ namespaces: ['shop'] }], to: [{ methods: ['GET'], ports: [8080] }] }],
      });
      AuthorizationPolicy.denyAll(chart, 'deny-all');
      new PeerAuthentication(chart, 'strict');
      new MeshGateway(chart, 'entry', {
        pods: { istio: 'ingress' },
        servers: [
          { hosts: ['*'], port: 80, protocol: 'HTTP', httpsRedirect: true },
          { hosts: ['*'], port: 443, protocol: 'HTTPS', credentialName: 'entry-tls' },
        ],
      });
    });
    const spec = (kind: string, name?: string): unknown => find<{ spec: unknown }>(manifests, kind, name).spec;
    expect(spec('Sidecar')).toEqual({
      workloadSelector: { labels: { app: 'shop' } },
      egress: [{ hosts: ['istio-system/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    expect(spec('AuthorizationPolicy', 'callers')).toEqual({
      selector: { matchLabels: { app: 'shop' } },
      rules: [
        { from: [{ source: { namespaces: ['shop'] } }], to: [{ operation: { methods: ['GET'], ports: ['8080'] } }] },
      ],
    });
    expect(spec('AuthorizationPolicy', 'deny-all')).toEqual({});
    expect(spec('PeerAuthentication')).toEqual({ mtls: { mode: 'STRICT' } });
    expect(spec('Gateway')).toEqual({
      selector: { istio: 'ingress' },
      servers: [
        { hosts: ['*'], port: { number: 80, name: 'http', protocol: 'HTTP' }, tls: { httpsRedirect: true } },
        {
          hosts: ['*'],
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          tls: { mode: 'SIMPLE', credentialName: 'entry-tls' },
        },
      ],
    });
  });
});
