import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const URL = '/api/v1/namespaces/default/services';
const PORTS = [{ port: 80 }];

function open(seed = 1) {
  const send = doorOf(new Cluster({ seed }));
  return {
    send,
    create: (name: string, spec: object, query = '') => send('POST', URL + query, { metadata: { name }, spec }),
    patch: (name: string, spec: object) => send('PATCH', `${URL}/${name}`, { spec }),
  };
}

describe('a new Service', () => {
  const { create } = open();

  test('gets an address, a family and the defaults of its type', () => {
    const { spec } = create('plain', { ports: PORTS, selector: { app: 'a' } }).object;
    expect(spec).toMatchObject({
      type: 'ClusterIP',
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      clusterIPs: [spec.clusterIP],
    });
    expect(spec.clusterIP).toMatch(/^10\.96\./);
  });

  test('of type ExternalName gets none of it', () => {
    const { spec } = create('elsewhere', {
      type: 'ExternalName',
      externalName: 'db.example.com',
      internalTrafficPolicy: 'Local',
    }).object;
    expect(spec).toEqual({ type: 'ExternalName', externalName: 'db.example.com', sessionAffinity: 'None' });
  });

  test('without selector and address is meant for both families', () => {
    expect(create('free', { ports: PORTS, clusterIP: 'None' }).object.spec).toMatchObject({
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    });
  });

  test('shares a node port among protocols of one port', () => {
    const ports = ['TCP', 'UDP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 53, protocol }));
    const { spec } = create('dns', { type: 'NodePort', ports }).object;
    const [tcp, udp] = spec.ports as readonly { readonly nodePort: number }[];
    expect(tcp!.nodePort).toBe(udp!.nodePort);
  });

  test.each([
    [{ ports: [] }, 'spec.ports: Required value'],
    [
      { ports: PORTS, type: 'Odd' },
      'spec.type: Unsupported value: "Odd": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    [
      { ports: PORTS, clusterIP: '10.1.1.1' },
      'spec.clusterIPs: Invalid value: []string{"10.1.1.1"}: failed to allocate IP 10.1.1.1: the provided IP (10.1.1.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16',
    ],
    [
      { ports: PORTS, ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      { ports: PORTS, ipFamilies: ['IPv6'] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      { ports: [{ port: 80, nodePort: 80 }], type: 'NodePort' },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      { ports: PORTS, externalIPs: ['127.0.0.1'] },
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
  ])('%j is refused', (spec, fault) => {
    expect(create('odd', spec).faults).toEqual([fault]);
  });

  test('warns of texts that later releases will refuse', () => {
    const { warnings } = create('zeros', {
      ports: PORTS,
      externalIPs: ['010.0.0.7', '2001:DB8::1'],
      externalName: 'x',
    });
    expect(warnings).toEqual([
      'spec.externalIPs[0]: IP address was accepted, but will be invalid in a future Kubernetes release: ParseAddr("010.0.0.7"): IPv4 field has octet with leading zero',
      'spec.externalIPs[1]: IPv6 address "2001:DB8::1" is not in RFC 5952 canonical format ("2001:db8::1"), which may cause controller apply-loops',
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ]);
  });
});

describe('addresses and node ports', () => {
  const chosen = { type: 'NodePort', clusterIP: '10.96.66.66', ports: [{ port: 1, nodePort: 31999 }] };

  test('are taken while a Service has them, and free once it is gone', () => {
    const { send, create } = open();
    create('a', chosen);
    expect(create('b', { ...chosen, ports: PORTS }).faults[0]).toMatch('provided IP is already allocated');
    expect(create('b', { ...chosen, clusterIP: '' }).faults[0]).toMatch('provided port is already allocated');
    send('DELETE', `${URL}/a`);
    expect(create('b', chosen).status).toBe(201);
  });

  test('are not kept by a dry run', () => {
    const { create } = open();
    expect(create('a', chosen, '?dryRun=All').status).toBe(201);
    expect(create('a', chosen).status).toBe(201);
  });

  test('come from the seed', () => {
    const draw = (seed: number) => open(seed).create('a', { type: 'NodePort', ports: PORTS }).object.spec;
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7).clusterIP).not.toBe(draw(8).clusterIP);
  });

  test('are given back with the type that needed them', () => {
    const { create, patch } = open();
    create('a', chosen);
    expect(patch('a', { type: 'ClusterIP' }).object.spec.ports).toEqual([{ protocol: 'TCP', port: 1, targetPort: 1 }]);
    expect(create('b', { ...chosen, clusterIP: '' }).status).toBe(201);
    expect(patch('a', { type: 'ExternalName', externalName: 'x.y' }).object.spec.clusterIP).toBeUndefined();
    expect(create('c', { clusterIP: chosen.clusterIP, ports: PORTS }).status).toBe(201);
  });
});

describe('a change of a Service', () => {
  const { send, create, patch } = open();
  const { spec: made } = create('s', { type: 'NodePort', ports: PORTS, selector: { app: 'a' } }).object;

  test('that leaves out what was allocated keeps it', () => {
    const sent = { metadata: { name: 's' }, spec: { type: 'NodePort', ports: PORTS, selector: { app: 'a' } } };
    expect(send('PUT', `${URL}/s`, sent).object.spec).toEqual(made);
    expect(patch('s', { clusterIP: '' }).object.spec).toEqual(made);
  });

  test.each([
    [{ clusterIP: '10.96.5.5' }, ['spec.clusterIPs[0]: Invalid value: []string{"10.96.5.5"}: may not change once set']],
    [
      { sessionAffinity: 'Odd' },
      ['spec.sessionAffinity: Unsupported value: "Odd": supported values: "ClientIP", "None"'],
    ],
    [
      { loadBalancerClass: 'example.com/a' },
      [
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
      ],
    ],
  ])('by %j is refused', (spec, faults) => {
    expect(patch('s', spec).faults).toEqual(faults);
  });

  test('to a load balancer gets a port for its health, which cannot change', () => {
    const { spec } = patch('s', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }).object;
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30000);
    expect(patch('s', { healthCheckNodePort: 31234 }).faults).toEqual([
      'spec.healthCheckNodePort: Forbidden: field is immutable',
    ]);
    const status = { loadBalancer: { ingress: [{ ip: '1.2.3' }] } };
    expect(send('PATCH', `${URL}/s/status`, { status }).faults).toEqual([
      'status.loadBalancer.ingress[0].ip: Invalid value: "1.2.3": must be a valid IP address',
    ]);
  });
});
