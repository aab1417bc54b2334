import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const send = doorOf(new Cluster());
const NETWORKING = '/apis/networking.k8s.io/v1';

/** A new object with a name of its own, so that tables need none. */
function create(url: string, body: object) {
  return send('POST', url, { metadata: { generateName: 'n-' }, ...body });
}

describe('Ingress', () => {
  const URL = `${NETWORKING}/namespaces/default/ingresses`;
  const backend = { service: { name: 's', port: { number: 80 } } };
  const rule = (path: object, host?: string) => ({
    rules: [
      {
        ...(host === undefined ? {} : { host }),
        http: { paths: [{ pathType: 'Prefix', path: '/', backend, ...path }] },
      },
    ],
  });

  test.each<[object, string[]]>([
    [rule({}), []],
    [rule({}, '*.example.com'), []],
    [{}, ['spec: Invalid value: []networking.IngressRule(nil): either `defaultBackend` or `rules` must be specified']],
    [
      { rules: [] },
      ['spec: Invalid value: []networking.IngressRule{}: either `defaultBackend` or `rules` must be specified'],
    ],
    [rule({ path: 'x' }), ['spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path']],
    [rule({ path: '/a/..' }), ['spec.rules[0].http.paths[0].path: Invalid value: "/a/..": cannot end with \'/..\'']],
    [rule({ pathType: null }), ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified']],
    [
      rule({ pathType: 'Odd' }),
      [
        'spec.rules[0].http.paths[0].pathType: Unsupported value: "Odd": supported values: "Exact", "ImplementationSpecific", "Prefix"',
      ],
    ],
    [rule({}, '1.2.3.4'), ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address']],
    [
      { defaultBackend: { service: { name: 's', port: { name: 'a', number: 1 } } } },
      ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
    ],
    [
      { defaultBackend: { resource: { kind: 'a/b', name: '' } } },
      [
        'spec.defaultBackend.resource.kind: Invalid value: "a/b": may not contain \'/\'',
        'spec.defaultBackend.resource.name: Required value: name is required',
      ],
    ],
  ])('with %j: %j', (spec, faults) => {
    expect(create(URL, { spec }).faults).toEqual(faults);
  });

  test('counts changes of its spec, and no others', () => {
    const { name, generation } = create(URL, { spec: rule({}) }).object.metadata;
    expect(generation).toBe(1);
    const patch = (body: object) => send('PATCH', `${URL}/${name}`, body).object.metadata.generation;
    expect(patch({ metadata: { labels: { a: 'b' } } })).toBe(1);
    expect(patch({ spec: rule({ path: '/b' }) })).toBe(2);
  });

  test('tells twice what upstream looks at twice', () => {
    const { name } = create(URL, { spec: rule({}) }).object.metadata;
    const { faults } = send('PATCH', `${URL}/${name}`, { metadata: { labels: { '?': '' } } });
    expect(new Set(faults).size).toBe(1);
    expect(faults).toHaveLength(4);
  });

  test('is warned of the annotation that the class replaces, when it is made', () => {
    const metadata = { name: 'old', annotations: { 'kubernetes.io/ingress.class': 'a' } };
    expect(create(URL, { metadata, spec: rule({}) }).warnings).toEqual([
      'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead',
    ]);
    expect(send('PATCH', `${URL}/old`, { metadata: { labels: { a: 'b' } } }).warnings).toEqual([]);
  });
});

describe('IngressClass', () => {
  const URL = `${NETWORKING}/ingressclasses`;
  const parameters = { kind: 'K', name: 'n' };

  test.each<[object, string[]]>([
    [{}, ['spec.controller: Required value']],
    [
      { controller: 'x' },
      ['spec.controller: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      { controller: 'a.b/c', parameters: { ...parameters, scope: 'Namespace' } },
      ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
    ],
    [
      { controller: 'a.b/c', parameters: { ...parameters, namespace: 'x' } },
      ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"],
    ],
  ])('with %j is refused', (spec, faults) => {
    expect(create(URL, { spec }).faults).toEqual(faults);
  });

  test('takes parameters of the cluster unless said otherwise, and keeps its controller', () => {
    const { metadata, spec } = create(URL, { spec: { controller: 'a.b/c', parameters } }).object;
    expect(spec['parameters']).toEqual({ ...parameters, scope: 'Cluster' });
    expect(send('PATCH', `${URL}/${metadata.name}`, { spec: { controller: 'a.b/d' } }).faults).toEqual([
      'spec.controller: Invalid value: "a.b/d": field is immutable',
    ]);
  });
});

describe('NetworkPolicy', () => {
  const URL = `${NETWORKING}/namespaces/default/networkpolicies`;
  const ingress = (rule: object) => ({ podSelector: {}, ingress: [rule] });

  test.each<[object, string[]]>([
    [{ podSelector: {} }, ['Ingress']],
    [{ podSelector: {}, egress: [{}] }, ['Ingress', 'Egress']],
    [{ podSelector: {}, policyTypes: ['Egress'] }, ['Egress']],
  ])('%j is of type %j', (spec, types) => {
    expect(create(URL, { spec }).object.spec['policyTypes']).toEqual(types);
  });

  test.each<[object, string[]]>([
    [ingress({ from: [{}] }), ['spec.ingress[0].from[0]: Required value: must specify a peer']],
    [
      ingress({ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }),
      ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer'],
    ],
    [
      ingress({ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8', '11.0.0.0/16', '10.1.0.0/16'] } }] }),
      [
        'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
        'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
      ],
    ],
    [
      ingress({ ports: [{ port: 5, endPort: 4 }] }),
      ['spec.ingress[0].ports[0].endPort: Invalid value: 5: must be greater than or equal to `port`'],
    ],
    [
      ingress({ ports: [{ endPort: 4 }] }),
      ['spec.ingress[0].ports[0].endPort: Invalid value: 4: may not be specified when `port` is not specified'],
    ],
    [
      { podSelector: {}, policyTypes: ['Odd'] },
      ['spec.policyTypes[0]: Unsupported value: "Odd": supported values: "Ingress", "Egress"'],
    ],
  ])('%j is refused', (spec, faults) => {
    expect(create(URL, { spec }).faults).toEqual(faults);
  });
});

describe('EndpointSlice', () => {
  const URL = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const slice = (addressType: string, ...addresses: string[]) => ({
    addressType,
    endpoints: [{ addresses }],
    ports: [],
  });

  test('gives ports a name and protocol', () => {
    const { object } = create(URL, { ...slice('IPv4', '10.2.0.1'), ports: [{ port: 80 }] });
    expect(object['ports']).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
  });

  test.each<[object, string[]]>([
    [slice('IPv6', '10.2.0.1'), ['endpoints[0].addresses[0]: Invalid value: "10.2.0.1": must be a valid IPv6 address']],
    [slice('IPv4'), ['endpoints[0].addresses: Required value: must contain at least 1 address']],
    [
      slice('FQDN', 'example'),
      [
        'endpoints[0].addresses[0]: Invalid value: "example": should be a domain with at least two segments separated by dots',
      ],
    ],
    [slice('Odd', 'anything'), ['addressType: Unsupported value: "Odd": supported values: "FQDN", "IPv4", "IPv6"']],
    [{ ...slice('IPv4', '10.2.0.1'), ports: [{ name: 'a' }, { name: 'a' }] }, ['ports[1].name: Duplicate value: "a"']],
    [
      { ...slice('IPv4'), endpoints: Array.from({ length: 1001 }, () => ({ addresses: ['10.2.0.1'] })) },
      ['endpoints: Too many: 1001: must have at most 1000 items'],
    ],
  ])('is refused (case %#)', (body, faults) => {
    expect(create(URL, body).faults).toEqual(faults);
  });

  test('keeps its type, forgets topology of old, and counts changes of its endpoints and labels', () => {
    const { metadata } = create(URL, slice('IPv4', '10.2.0.1')).object;
    const patch = (body: object) => send('PATCH', `${URL}/${metadata.name}`, body);
    expect(patch({ addressType: 'IPv6', endpoints: null }).faults).toEqual([
      'addressType: Invalid value: "IPv6": field is immutable',
    ]);
    const endpoints = [{ addresses: ['10.2.0.2'], deprecatedTopology: { a: 'b' } }];
    const changed = patch({ endpoints }).object;
    expect(changed['endpoints']).toEqual([{ addresses: ['10.2.0.2'], conditions: {} }]);
    expect(changed.metadata.generation).toBe(2);
    expect(patch({ metadata: { annotations: { a: 'b' } } }).object.metadata.generation).toBe(2);
    expect(patch({ metadata: { labels: { a: 'b' } } }).object.metadata.generation).toBe(3);
  });
});
