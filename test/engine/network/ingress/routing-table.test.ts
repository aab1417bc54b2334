import type { Ingress } from '../../../../lib/engine/apimachinery/api/networking-v1';
import { RoutingTable } from '../../../../lib/engine/network/ingress/routing-table';

type Path = readonly [path: string, pathType: string, service: string];

function ingress(name: string, host: string | undefined, paths: readonly Path[], defaultService?: string): Ingress {
  const backend = (service: string): object => ({ service: { name: service, port: { number: 80 } } });
  const http = { paths: paths.map(([path, pathType, service]) => ({ path, pathType, backend: backend(service) })) };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'shop', creationTimestamp: `2024-01-01T00:00:0${name.length}Z` },
    spec: {
      ...(paths.length > 0 ? { rules: [{ ...(host === undefined ? {} : { host }), http }] } : {}),
      ...(defaultService === undefined ? {} : { defaultBackend: backend(defaultService) }),
    },
  } as unknown as Ingress;
}

const route = (table: RoutingTable, host: string, path: string): string | undefined =>
  table.match(host, path)?.backend.service?.name;

describe('RoutingTable', () => {
  test.each([
    ['/cart', 'exact'],
    ['/cart/', 'short'],
    ['/cart/1', 'short'],
    ['/cart/items', 'long'],
    ['/cart/items/7', 'long'],
    ['/cartoon', 'root'],
    ['/', 'root'],
  ])('%s goes to %s', (path, service) => {
    const paths: readonly Path[] = [
      ['/', 'Prefix', 'root'],
      ['/cart', 'Prefix', 'short'],
      ['/cart/items', 'Prefix', 'long'],
      ['/cart', 'Exact', 'exact'],
    ];
    expect(route(new RoutingTable([ingress('a', 'shop.example', paths)]), 'shop.example', path)).toBe(service);
  });

  test('a host wins over a wildcard, and that over no host; a wildcard stands for one label', () => {
    const table = new RoutingTable([
      ingress('any', undefined, [['/', 'Prefix', 'any']]),
      ingress('wild', '*.shop.example', [['/', 'Prefix', 'wild']]),
      ingress('www', 'www.shop.example', [['/', 'Prefix', 'www']]),
    ]);
    expect(route(table, 'www.shop.example:8080', '/')).toBe('www');
    expect(route(table, 'API.shop.example', '/')).toBe('wild');
    expect(route(table, 'a.b.shop.example', '/')).toBe('any');
    expect(route(table, 'shop.example', '/')).toBe('any');
  });

  test('what matches no path goes to the default backend, and nowhere without one', () => {
    const rules: readonly Path[] = [['/cart', 'Exact', 'cart']];
    expect(route(new RoutingTable([ingress('a', 'shop.example', rules)]), 'shop.example', '/')).toBeUndefined();
    const own = new RoutingTable([ingress('a', 'shop.example', rules, 'fallback')]);
    expect([route(own, 'shop.example', '/x'), route(own, 'other.example', '/')]).toEqual(['fallback', undefined]);
    const global = new RoutingTable([ingress('a', 'shop.example', rules), ingress('all', undefined, [], 'all')]);
    expect([route(global, 'shop.example', '/x'), route(global, 'other.example', '/')]).toEqual(['all', 'all']);
  });

  test('of two Ingresses with the same path the older one has its way', () => {
    const table = new RoutingTable([
      ingress('younger', 'shop.example', [['/', 'Prefix', 'second']]),
      ingress('old', 'shop.example', [['/', 'Prefix', 'first']]),
    ]);
    expect(route(table, 'shop.example', '/')).toBe('first');
  });
});
