import { EndpointWorld } from './endpoint-world';

const PORTS = [{ port: 80, targetPort: 8080 }];
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

function world(): EndpointWorld {
  const at = new EndpointWorld('endpointslice-controller');
  at.addNode('node-1', 'zone-a');
  at.addNode('node-2', 'zone-b');
  return at;
}

const sizes = (at: EndpointWorld): readonly number[] =>
  at
    .slices()
    .map(({ endpoints }) => (endpoints ?? []).length)
    .sort((a, b) => b - a);

describe('EndpointSliceController', () => {
  test('puts at most 100 endpoints into a slice, and fills up what has room', () => {
    const at = world();
    for (let number = 0; number < 250; number++) at.addPod(`pod-${number}`, 'node-1');
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    expect(sizes(at)).toEqual([100, 100, 50]);
    for (let number = 250; number < 260; number++) at.addPod(`pod-${number}`, 'node-1');
    at.pass(5_000);
    expect(sizes(at)).toEqual([100, 100, 60]);
  });

  test('a pod on a node that nobody knows is left out until the node is there', () => {
    const at = world();
    at.addPod('a', 'node-9');
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    expect(sizes(at)).toEqual([0]);
    expect(at.eventTexts()).toContain(
      'FailedToUpdateEndpointSlices: Error updating Endpoint Slices for Service default/web: ' +
        'skipping Pod a for Service default/web: Node node-9 Not Found',
    );
    at.addNode('node-9', 'zone-a');
    at.pass(10_000);
    expect(sizes(at)).toEqual([1]);
  });

  test('with topology-aware routing each endpoint is for a zone, in proportion to the CPU of the zones', () => {
    const at = world();
    for (const name of ['a', 'b', 'c']) at.addPod(name, 'node-1');
    at.addPod('d', 'node-2');
    at.addService({ selector: { app: 'web' }, ports: PORTS }, { annotations: { [TOPOLOGY_MODE]: 'Auto' } });
    at.pass(100);
    const zones = at.slices().flatMap(({ endpoints }) => endpoints.flatMap(({ hints }) => hints?.forZones ?? []));
    expect(zones.map(({ name }) => name).sort()).toEqual(['zone-a', 'zone-a', 'zone-b', 'zone-b']);
    expect(at.eventTexts()).toEqual([
      'TopologyAwareHintsEnabled: Topology Aware Hints has been enabled, addressType: IPv4',
    ]);
  });

  test('too few endpoints for the zones: no hints, and an event says so', () => {
    const at = world();
    at.addPod('a', 'node-1');
    at.addService({ selector: { app: 'web' }, ports: PORTS }, { annotations: { [TOPOLOGY_MODE]: 'Auto' } });
    at.pass(100);
    expect(at.slices()[0]!.endpoints[0]!.hints).toBeUndefined();
    expect(at.eventTexts()).toEqual([
      'TopologyAwareHintsDisabled: Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4',
    ]);
  });

  // Upstream: staging/src/k8s.io/endpointslice/reconciler.go (recycleSlices)
  test('a slice that takes the place of another keeps what its name was made of', () => {
    const at = world();
    at.addService({ selector: { app: 'web' }, ports: PORTS });
    at.pass(100);
    const [empty] = at.slices();
    at.addPod('a', 'node-1');
    at.pass(5_000);
    expect(at.slices()).toMatchObject([{ metadata: { name: empty!.metadata.name, generateName: 'web-' } }]);
    expect(sizes(at)).toEqual([1]);
  });

  // Upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go (NewPortMapKey tells a nil list from an empty one)
  test.each([
    [undefined, undefined],
    [PORTS, '2024-01-01T00:00:00Z'],
  ])('with ports %j a look that changes nothing leaves the trigger time as %s', (ports, time) => {
    const at = world();
    at.addPod('a', 'node-1');
    at.addService({ selector: { app: 'web' }, clusterIP: 'None', ports });
    at.pass(5_000);
    const triggerTime = (): string | undefined =>
      at.slices()[0]!.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'];
    expect(triggerTime()).toBe('2024-01-01T00:00:00Z');
    // The first look hears that the pod was ready once more.
    for (const any of ['thing', 'other']) {
      at.client.resource('services').patch('web', 'default', 'merge', { metadata: { annotations: { any } } });
      at.pass(5_000);
    }
    expect(triggerTime()).toBe(time);
  });
});
