import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';
import { ALICE } from '../../../support/certificate-requests';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const SPEC = { request: ALICE, signerName: 'example.com/own', usages: ['client auth'] };

describe('CertificateSigningRequest', () => {
  const ask = asking(new Cluster());
  const create = (name: string, more: object = {}) =>
    ask('POST', PATH, { metadata: { name }, spec: { ...SPEC, username: 'somebody', ...more } });
  const conditions = (name: string, part: string, ...all: object[]) =>
    ask('PATCH', `${PATH}/${name}/${part}`, { status: { conditions: all } });

  test('who asks is written down, whatever the request says', () => {
    const { spec, status } = create('a').body;
    expect([spec.username, spec.groups]).toEqual(['system:admin', ['system:masters', 'system:authenticated']]);
    expect(status).toEqual({});
  });

  test.each([
    ['usages', { usages: ['client auth', 'odd', 'client auth'] }, ['spec.usages[1]', 'spec.usages[2]']],
    ['signers', { signerName: 'plain' }, ['spec.signerName']],
    ['domains of signers', { signerName: 'Plain/x' }, ['spec.signerName', 'spec.signerName']],
    ['lifetimes', { expirationSeconds: 599 }, ['spec.expirationSeconds']],
    ['PEM', { request: Buffer.from('no').toString('base64') }, ['spec.request']],
  ])('odd %s are refused', (_what, more, fieldsOfFaults) => {
    expect(create('odd', more).body.details.causes.map(({ field }: { field: string }) => field)).toEqual(
      fieldsOfFaults,
    );
  });

  test('what is asked for never changes', () => {
    create('fixed');
    const changed = ask('PATCH', `${PATH}/fixed`, { spec: { signerName: 'example.com/other' } });
    expect(changed.body.spec.signerName).toBe('example.com/own');
  });

  test('an approval gets its times, and cannot be taken back or turned', () => {
    create('approved');
    const approved = { type: 'Approved', status: 'True' };
    expect(conditions('approved', 'approval', approved).body.status.conditions).toEqual([
      { ...approved, lastUpdateTime: expect.any(String), lastTransitionTime: expect.any(String) },
    ]);
    expect(conditions('approved', 'approval').body.message).toMatch(
      /updates may not remove a condition of type "Approved"/,
    );
    expect(conditions('approved', 'approval', approved, { type: 'Denied', status: 'True' }).body.message).toMatch(
      /Approved and Denied conditions are mutually exclusive/,
    );
  });

  test('who signs sets the certificate, once, and does not approve', () => {
    create('signed');
    expect(conditions('signed', 'status', { type: 'Approved', status: 'True' }).body.message).toMatch(
      /updates may not add a condition of type "Approved"/,
    );
    const certificate = (text: string) =>
      ask('PATCH', `${PATH}/signed/status`, { status: { certificate: Buffer.from(text).toString('base64') } });
    expect(certificate('nothing').body.message).toMatch(/must contain at least one CERTIFICATE PEM block/);
    const pem = (letter: string) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from([0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, letter.charCodeAt(0)]).toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect(certificate(pem('a')).status).toBe(200);
    expect(certificate(pem('b')).body.message).toMatch(/updates may not modify existing certificate content/);
  });
});
