import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/apiregistration.k8s.io/v1/apiservices';

describe('APIService', () => {
  const ask = asking(new Cluster());

  test('each group version that the API server serves has one that is always available', () => {
    const { items } = ask('GET', PATH).body;
    expect(items).toHaveLength(21);
    const core = ask('GET', `${PATH}/v1.`).body;
    expect(core.spec).toEqual({ version: 'v1', groupPriorityMinimum: 18000, versionPriority: 1 });
    expect(core.status.conditions[0]).toMatchObject({ type: 'Available', status: 'True', reason: 'Local' });
  });

  test('the name says version and group, the port of a Service is 443', () => {
    const spec = { group: 'a.example.com', version: 'v1', groupPriorityMinimum: 10, versionPriority: 10 };
    const service = { name: 's', namespace: 'default' };
    expect(ask('POST', PATH, { metadata: { name: 'wrong' }, spec: { ...spec, service } }).body.message).toContain(
      'metadata.name: Invalid value: "wrong": must be `spec.version+"."+spec.group`: "v1.a.example.com"',
    );
    const made = ask('POST', PATH, { metadata: { name: 'v1.a.example.com' }, spec: { ...spec, service } }).body;
    expect([made.spec.service.port, made.status]).toEqual([443, {}]);
  });

  test('a local one needs no certificates', () => {
    const spec = {
      group: 'b',
      version: 'v1',
      groupPriorityMinimum: 10,
      versionPriority: 10,
      insecureSkipTLSVerify: true,
    };
    expect(ask('POST', PATH, { metadata: { name: 'v1.b' }, spec }).body.details.causes).toEqual([
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
        field: 'spec.insecureSkipTLSVerify',
      },
    ]);
  });
});
