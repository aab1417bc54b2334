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
