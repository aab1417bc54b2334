import { EndpointWorld } from './endpoint-world';

function world(): EndpointWorld {
  const at = new EndpointWorld('endpointslice-mirroring-controller');
  at.addService({ ports: [{ port: 80 }] });
  return at;
}

const addresses = (at: EndpointWorld): Record<string, readonly string[]> =>
  Object.fromEntries(
    at.slices().map(({ addressType, endpoints }) => [addressType, endpoints.flatMap((endpoint) => endpoint.addresses)]),
  );

describe('EndpointSliceMirroringController', () => {
  test('each family of addresses has its slice', () => {
    const at = world();
    const subsets = [{ addresses: [{ ip: '192.0.2.7' }, { ip: '2001:db8::7' }], ports: [{ port: 9000 }] }];
    at.create('endpoints', '', 'web', { subsets });
    at.pass(2_000);
    expect(addresses(at)).toEqual({ IPv4: ['192.0.2.7'], IPv6: ['2001:db8::7'] });
  });

  test('a change is mirrored, and annotations but those of tools', () => {
    const at = world();
    const annotations = { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    const subsets = [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 9000 }] }];
    at.client.resource('endpoints').create({ metadata: { name: 'web', namespace: 'default', annotations }, subsets });
    at.pass(2_000);
    const [before] = at.slices();
    expect(before!.metadata.annotations).toEqual({ note: 'x' });
    const changed = [{ notReadyAddresses: [{ ip: '192.0.2.8' }], ports: [{ port: 9000 }] }];
    at.client.resource('endpoints').patch('web', 'default', 'merge', { subsets: changed });
    at.pass(2_000);
    const [after] = at.slices();
    expect(after!.metadata.uid).toBe(before!.metadata.uid);
    expect(after!.endpoints).toEqual([{ addresses: ['192.0.2.8'], conditions: { ready: false } }]);
  });

  test('nothing is mirrored that asks not to be, nor once the Service has a selector', () => {
    const at = world();
    const subsets = [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 9000 }] }];
    at.create('endpoints', '', 'web', { subsets });
    at.pass(2_000);
    expect(at.slices()).toHaveLength(1);
    const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
    at.client.resource('endpoints').patch('web', 'default', 'merge', { metadata: { labels } });
    at.pass(2_000);
    expect(at.slices()).toHaveLength(0);
    at.client.resource('endpoints').patch('web', 'default', 'merge', { metadata: { labels: null } });
    at.pass(2_000);
    expect(at.slices()).toHaveLength(1);
    at.client.resource('services').patch('web', 'default', 'merge', { spec: { selector: { app: 'web' } } });
    at.pass(2_000);
    expect(at.slices()).toHaveLength(0);
  });
});
