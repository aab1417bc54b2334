import { App, Chart, Testing } from 'cdk8s';
import { Gateway, HttpRoute, type Manifest, Microservice, Port, Service } from '../../../lib/constructs';
import { chartOf, find, image, mistakesOf } from '../../support/chart';

const port = Port.http(8080, { servicePort: 80 });

describe('HttpRoute', () => {
  test('shares requests for a host and a path out among Services', () => {
    const manifests = chartOf((chart) => {
      const stable = new Microservice(chart, 'shop', { image, port });
      const canary = new Microservice(chart, 'shop-canary', { image, port });
      const gateway = new Gateway(chart, 'entry', {
        className: 'istio',
        listeners: [{ port: 443, protocol: 'HTTPS', hostname: '*.example.com', tlsSecret: 'entry-tls' }],
      });
      new HttpRoute(chart, 'route', {
        parents: [{ gateway, listener: 'https' }],
        hosts: ['shop.example.com'],
        rules: [
          {
            matches: [{ path: '/', headers: { 'x-canary': 'always' } }],
            backends: canary.service ? [canary.service] : [],
          },
          {
            matches: [{ path: '/shop' }],
            rewritePrefix: '/',
            responseHeaders: { 'x-served-by': 'shop' },
            timeout: '10s',
            backends: [stable, canary].flatMap(({ service }, position) =>
              service ? [{ service, weight: position === 0 ? 90 : 10 }] : [],
            ),
          },
        ],
      });
    });
    expect(find<{ spec: unknown }>(manifests, 'HTTPRoute').spec).toEqual({
      parentRefs: [{ name: 'entry', sectionName: 'https' }],
      hostnames: ['shop.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' }, headers: [{ name: 'x-canary', value: 'always' }] }],
          backendRefs: [{ name: 'shop-canary', port: 80 }],
        },
        {
          matches: [{ path: { type: 'PathPrefix', value: '/shop' } }],
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } },
            {
              type: 'ResponseHeaderModifier',
              responseHeaderModifier: { set: [{ name: 'x-served-by', value: 'shop' }] },
            },
          ],
          backendRefs: [
            { name: 'shop', port: 80, weight: 90 },
            { name: 'shop-canary', port: 80, weight: 10 },
          ],
          timeouts: { request: '10s' },
        },
      ],
    });
    expect(find<{ spec: unknown }>(manifests, 'Gateway').spec).toEqual({
      gatewayClassName: 'istio',
      listeners: [
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          hostname: '*.example.com',
          tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'entry-tls' }] },
          allowedRoutes: { namespaces: { from: 'Same' } },
        },
      ],
    });
  });

  test('names the namespace of a gateway and of a Service where it is another one', () => {
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    const carts = new Chart(app, 'carts', { namespace: 'carts' });
    const cart = new Service(carts, 'cart', { ports: [port] });
    const gateway = { name: 'entry', namespace: 'gateways' };
    new HttpRoute(shop, 'cart', { parents: [{ gateway }], rules: [{ backends: [cart] }] });
    expect(find<{ spec: unknown }>(Testing.synth(shop) as Manifest[], 'HTTPRoute').spec).toEqual({
      parentRefs: [{ name: 'entry', namespace: 'gateways' }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ name: 'cart', namespace: 'carts', port: 80 }],
        },
      ],
    });
  });

  test('redirects a plain listener to https', () => {
    const manifests = chartOf((chart) =>
      HttpRoute.redirectToHttps(chart, 'redirect', {
        parents: [{ gateway: { name: 'entry' }, listener: 'http' }],
        apiVersion: 'v1beta1',
      }),
    );
    expect(find(manifests, 'HTTPRoute')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      spec: {
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    });
  });

  test('refuses relative paths, rules that send nobody anywhere, listeners without certificate or of one name', () => {
    const found = mistakesOf((chart) => {
      const service = new Microservice(chart, 'shop', { image, port }).service;
      const gateway = new Gateway(chart, 'entry', {
        className: 'istio',
        listeners: [
          { port: 443, protocol: 'HTTPS' },
          { port: 80, protocol: 'HTTP' },
          { port: 8080, protocol: 'HTTP' },
        ],
      });
      const backends = service ? [{ service, weight: 0 }] : [];
      new HttpRoute(chart, 'route', { parents: [gateway], rules: [{ matches: [{ path: 'shop' }], backends }] });
    });
    expect(found).toEqual([
      expect.stringContaining('chart/entry] listeners[https].tlsSecret: given nothing, expected a Secret'),
      expect.stringContaining('chart/entry] listeners: given "http", expected a name that no other listener'),
      expect.stringContaining('chart/route] rules[0].matches.path: given "shop", expected an absolute path'),
      expect.stringContaining('chart/route] rules[0].backends.weight: given [0]'),
    ]);
  });
});
