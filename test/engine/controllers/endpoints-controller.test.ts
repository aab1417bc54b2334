import { EndpointWorld } from './endpoint-world';

const PORTS = [{ port: 80, targetPort: 8080 }];

function world(): EndpointWorld {
  const at = new EndpointWorld('endpoints-controller');
  at.addNode('node-1', 'zone-a');
  return at;
}

const ips = (at: EndpointWorld, list: 'addresses' | 'notReadyAddresses'): readonly string[] =>
  (at.endpoints()?.subsets ?? []).flatMap((subset) => (subset[list] ?? []).map(({ ip }) => ip));

describe('EndpointsController', () => {
  test('lists the pods that the selector matches, and follows their readiness', () => {
    const at = world();
    at.addPod('a', 'node-1');
    at.addPod('b', 'node-1', { ready: false });
    at.addPod('other', 'node-1', { labels: { app: 'other' } });
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    expect(ips(at, 'addresses')).toEqual(['10.244.0.1']);
    expect(ips(at, 'notReadyAddresses')).toEqual(['10.244.0.2']);
    at.setReady('b', true);
    at.pass(100);
    expect(ips(at, 'addresses')).toEqual(['10.244.0.1', '10.244.0.2']);
  });

  test('a pod whose labels change leaves', () => {
    const at = world();
    at.addPod('a', 'node-1');
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    at.client.resource('pods').patch('a', 'default', 'merge', { metadata: { labels: { app: 'other' } } });
    at.pass(100);
    expect(at.endpoints()?.subsets).toBeUndefined();
  });

  test('with more than 1000 addresses it says that it left some out', () => {
    const at = world();
    for (let number = 0; number < 1005; number++) at.addPod(`pod-${number}`, 'node-1', { ready: number > 10 });
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    expect(at.endpoints()?.metadata.annotations?.['endpoints.kubernetes.io/over-capacity']).toBe('truncated');
    expect(ips(at, 'addresses')).toHaveLength(994);
    expect(ips(at, 'notReadyAddresses')).toHaveLength(6);
  });

  test('goes with its Service', () => {
    const at = world();
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    expect(at.endpoints()).toBeDefined();
    at.client.resource('services').delete('web', 'default');
    at.pass(100);
    expect(at.endpoints()).toBeUndefined();
  });
});
