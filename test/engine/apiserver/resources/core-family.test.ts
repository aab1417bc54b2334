import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const URL = '/api/v1/namespaces/default';
const send = doorOf(new Cluster());

function create(plural: string, name: string, body: object) {
  return send('POST', `${URL}/${plural}`, { metadata: { name }, ...body });
}

const big = 'x'.repeat(1024 * 1024 + 1);
const KEY_FAULT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe('ConfigMap', () => {
  test.each<[string, object, string[]]>([
    ['a key', { data: { 'a b': '' } }, [`data[a b]: Invalid value: "a b": ${KEY_FAULT}`]],
    [
      'one key in two bags',
      { data: { a: '' }, binaryData: { a: '' } },
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    ['too much', { data: { a: big } }, ['[]: Too long: must have at most 1048576 bytes']],
  ])('is refused for %s', (_what, body, faults) => {
    expect(create('configmaps', 'odd', body).faults).toEqual(faults);
  });

  test('that is immutable keeps its data and stays so; its labels are free', () => {
    create('configmaps', 'fixed', { data: { a: '1' }, immutable: true });
    const patch = (body: object) => send('PATCH', `${URL}/configmaps/fixed`, body);
    expect(patch({ data: { a: '2' }, immutable: null }).faults).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
    expect(patch({ metadata: { labels: { a: 'b' } } }).status).toBe(200);
  });
});

describe('Secret', () => {
  test('takes texts beside data, which win, and shows them encoded', () => {
    const { object } = create('secrets', 'mixed', { data: { a: 'eA==', b: 'eQ==' }, stringData: { a: 'ü' } });
    expect(object).toMatchObject({ type: 'Opaque', data: { a: 'w7w=', b: 'eQ==' } });
    expect(object).not.toHaveProperty('stringData');
  });

  test.each<[string, object, string[]]>([
    ['kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    ['kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']],
    ['kubernetes.io/basic-auth', { password: '' }, []],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, ['data[ssh-privatekey]: Required value']],
    ['kubernetes.io/dockerconfigjson', {}, ['data[.dockerconfigjson]: Required value']],
    [
      'kubernetes.io/dockercfg',
      { '.dockercfg': '[]' },
      [
        'data[.dockercfg]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
      ],
    ],
    [
      'kubernetes.io/service-account-token',
      {},
      ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ],
    ['example.com/anything', {}, []],
  ])('of type %s with %j: %j', (type, stringData, faults) => {
    const made = send('POST', `${URL}/secrets`, { metadata: { generateName: 's-' }, type, stringData });
    expect(made.faults).toEqual(faults);
  });

  test('never changes its type', () => {
    create('secrets', 'typed', {});
    expect(send('PATCH', `${URL}/secrets/typed`, { type: 'example.com/other' }).faults).toEqual([
      'type: Invalid value: "example.com/other": field is immutable',
    ]);
  });

  const pem = (type: string) => `-----BEGIN ${type}-----\nYQ==\n-----END ${type}-----\n`;
  test.each<[string, string, string[]]>([
    [pem('CERTIFICATE'), pem('EC PRIVATE KEY'), []],
    ['x', 'y', ['tls: failed to find any PEM data in certificate input']],
    [pem('CERTIFICATE'), 'y', ['tls: failed to find any PEM data in key input']],
    [
      pem('PRIVATE KEY'),
      pem('CERTIFICATE'),
      [
        'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
      ],
    ],
    [
      pem('CERTIFICATE'),
      pem('CERTIFICATE'),
      ['tls: found a certificate rather than a key in the PEM for the private key'],
    ],
  ])('warns of what is no certificate and key (case %#)', (certificate, key, warnings) => {
    const stringData = { 'tls.crt': certificate, 'tls.key': key };
    const made = send('POST', `${URL}/secrets`, {
      metadata: { generateName: 'tls-' },
      type: 'kubernetes.io/tls',
      stringData,
    });
    expect(made.warnings).toEqual(warnings);
  });
});

describe('ServiceAccount', () => {
  test('keeps nothing of its secrets but their names', () => {
    const { object } = create('serviceaccounts', 'robot', { secrets: [{ name: 'a', namespace: 'b' }] });
    expect(object['secrets']).toEqual([{ name: 'a' }]);
  });

  test('is answered when it is deleted', () => {
    create('serviceaccounts', 'short', {});
    expect(send('DELETE', `${URL}/serviceaccounts/short`).object['kind']).toBe('ServiceAccount');
  });
});

describe('Endpoints', () => {
  test('have ports of TCP unless said otherwise', () => {
    const { object } = create('endpoints', 'plain', {
      subsets: [{ addresses: [{ ip: '10.2.0.1' }], ports: [{ port: 80 }] }],
    });
    expect(object['subsets']).toEqual([{ addresses: [{ ip: '10.2.0.1' }], ports: [{ port: 80, protocol: 'TCP' }] }]);
  });

  test.each<[object, string[]]>([
    [{}, ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`']],
    [
      { addresses: [{ ip: 'x' }] },
      [
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      { notReadyAddresses: [{ ip: '169.254.0.1' }] },
      [
        'subsets[0].notReadyAddresses[0].ip: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      ],
    ],
    [
      { addresses: [{ ip: '10.2.0.1' }], ports: [{ port: 1 }, { name: 'b', port: 0 }] },
      [
        'subsets[0].ports[0].name: Required value',
        'subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
  ])('with the subset %j are refused', (subset, faults) => {
    expect(create('endpoints', 'odd', { subsets: [subset] }).faults).toEqual(faults);
  });

  test('go with the Service of their name', () => {
    create('services', 'pair', { spec: { ports: [{ port: 80 }] } });
    create('endpoints', 'pair', {});
    send('DELETE', `${URL}/services/pair`);
    expect(send('GET', `${URL}/endpoints/pair`).status).toBe(404);
  });
});

describe('LimitRange', () => {
  const limit = (item: object) =>
    send('POST', `${URL}/limitranges`, { metadata: { generateName: 'l-' }, spec: { limits: [item] } });

  test('of containers has a limit from the most and a request from the limit or the least', () => {
    const item = { type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' }, default: { cpu: '1' } };
    expect(limit(item).object.spec['limits']).toEqual([
      { ...item, default: { cpu: '1' }, defaultRequest: { cpu: '1', memory: '1Mi' } },
    ]);
  });

  test.each<[object, string[]]>([
    [{ type: 'Odd' }, ['spec.limits[0].type: Invalid value: "Odd": must be a standard limit type or fully qualified']],
    [
      { type: 'Pod', default: { cpu: '1' } },
      ["spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"],
    ],
    [
      { type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } },
      [
        'spec.limits[0].min[cpu]: Invalid value: resource.Quantity{i:resource.int64Amount{value:2, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"2", Format:"DecimalSI"}: min value 2 is greater than max value 1',
      ],
    ],
    [
      { type: 'Pod', min: { cpu: '1' }, max: { cpu: '1500m' }, maxLimitRequestRatio: { cpu: '2' } },
      [
        'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: resource.Quantity{i:resource.int64Amount{value:2, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"2", Format:"DecimalSI"}: ratio 2 is greater than max/min = 1.500000',
      ],
    ],
  ])('%j is refused', (item, faults) => {
    expect(limit(item).faults).toEqual(faults);
  });
});

describe('ResourceQuota', () => {
  test.each<[object, string[]]>([
    [
      { hard: { pods: '1.5' } },
      [
        'spec.hard[pods]: Invalid value: resource.Quantity{i:resource.int64Amount{value:15, scale:-1}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"", Format:"DecimalSI"}: must be an integer',
      ],
    ],
    [
      { hard: { storage: '1' } },
      ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota'],
    ],
    [
      { hard: { pods: '1', cpu: '1' }, scopes: ['BestEffort', 'Odd'] },
      [
        'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort", "Odd"}: unsupported scope applied to resource',
        'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort", "Odd"}: unsupported scope',
      ],
    ],
    [
      { hard: {}, scopeSelector: { matchExpressions: [{ scopeName: 'Terminating', operator: 'In', values: ['a'] }] } },
      [
        'spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exist\' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
      ],
    ],
  ])('%j is refused', (spec, faults) => {
    expect(create('resourcequotas', 'odd', { spec }).faults).toEqual(faults);
  });

  test('keeps its scopes', () => {
    create('resourcequotas', 'scoped', { spec: { hard: { pods: '1' }, scopes: ['BestEffort'] } });
    expect(send('PATCH', `${URL}/resourcequotas/scoped`, { spec: { scopes: null } }).faults).toEqual([
      'spec.scopes: Invalid value: []core.ResourceQuotaScope(nil): field is immutable',
    ]);
  });
});

describe('Node', () => {
  const node = (name: string, body: object) => send('POST', '/api/v1/nodes', { metadata: { name }, ...body });
  const patch = (name: string, body: object) => send('PATCH', `/api/v1/nodes/${name}`, body);

  test('comes with a status, may give out what it has, and has one range for pods under two names', () => {
    const { object } = node('a', { spec: { podCIDR: '10.1.0.0/24' }, status: { capacity: { cpu: '2' } } });
    expect(object['status']).toMatchObject({ capacity: { cpu: '2' }, allocatable: { cpu: '2' } });
    expect(object.spec['podCIDRs']).toEqual(['10.1.0.0/24']);
  });

  test('keeps its ranges, provider and external id', () => {
    node('b', { spec: { podCIDR: '10.1.0.0/24', providerID: 'x' } });
    const spec = { podCIDR: '10.2.0.0/24', providerID: 'y', externalID: 'z' };
    expect(patch('b', { spec }).faults).toEqual([
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
      'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
      'spec.externalID: Forbidden: may not be updated',
    ]);
    expect(patch('b', { spec: { unschedulable: true } }).status).toBe(200);
  });

  test.each<[object, string[]]>([
    [{ taints: [{ key: 'a' }] }, ['metadata.taints[0].effect: Required value']],
    [
      {
        taints: [
          { key: 'a', effect: 'NoExecute' },
          { key: 'a', effect: 'NoExecute' },
        ],
      },
      [
        'metadata.taints[1]: Duplicate value: core.Taint{Key:"a", Value:"", Effect:"NoExecute", TimeAdded:<nil>}: taints must be unique by key and effect pair',
      ],
    ],
    [
      { podCIDRs: ['10.1.0.0/24', '10.2.0.0/24'] },
      [
        'spec.podCIDRs: Invalid value: []string{"10.1.0.0/24", "10.2.0.0/24"}: may specify no more than one CIDR for each IP family',
      ],
    ],
  ])('with %j is refused', (spec, faults) => {
    expect(node('odd', { spec }).faults).toEqual(faults);
  });

  test('has each address once', () => {
    node('c', {});
    const addresses = [
      { type: 'Hostname', address: 'c' },
      { type: 'Hostname', address: 'c' },
    ];
    expect(send('PATCH', '/api/v1/nodes/c/status', { status: { addresses } }).faults).toEqual([
      'status.addresses[1]: Duplicate value: core.NodeAddress{Type:"Hostname", Address:"c"}',
    ]);
  });

  test('has annotations of old looked at', () => {
    const annotations = { 'scheduler.alpha.kubernetes.io/taints': '[{"key":"a"}]' };
    expect(node('odd', { metadata: { name: 'odd', annotations } }).faults).toEqual([
      'metadata.annotations.scheduler.alpha.kubernetes.io/taints[0].effect: Required value',
    ]);
  });
});
