import { Cluster } from '../../../../../lib/engine/cluster';
import { asking } from '../../../../support/ask';

const PREFIX = 'pod-security.kubernetes.io/';
const HOST_NETWORK = { hostNetwork: true, containers: [{ name: 'a', image: 'i:1' }] };

describe('PodSecurity', () => {
  const ask = asking(new Cluster());
  const namespace = (name: string, labels: Record<string, string>) => {
    ask('POST', '/api/v1/namespaces', {
      metadata: {
        name,
        labels: Object.fromEntries(Object.entries(labels).map(([mode, level]) => [PREFIX + mode, level])),
      },
    });
    ask('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
  };
  const pod = (name: string, where: string, spec: object, metadata: object = {}) =>
    ask('POST', `/api/v1/namespaces/${where}/pods`, { metadata: { name, ...metadata }, spec });

  test('what is enforced is refused, what is only warned of goes through', () => {
    namespace('strict', { enforce: 'baseline', warn: 'restricted' });
    expect(pod('a', 'strict', HOST_NETWORK).body.message).toBe(
      'pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    );
    const { status, warnings } = pod('b', 'strict', { containers: [{ name: 'a', image: 'i:1' }] });
    expect(status).toBe(201);
    expect(warnings[0]).toMatch(/^would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false/);
  });

  test('who enforces without saying what to warn of, is warned of workloads that will fail', () => {
    namespace('plain', { enforce: 'baseline' });
    const template = { metadata: { labels: { a: 'b' } }, spec: HOST_NETWORK };
    const made = ask('POST', '/apis/apps/v1/namespaces/plain/deployments', {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    });
    expect([made.status, made.warnings]).toEqual([
      201,
      ['would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'],
    ]);
  });

  test('a namespace that becomes stricter tells of the pods it has', () => {
    namespace('late', {});
    const owner = { apiVersion: 'v1', kind: 'X', name: 'x', uid: '1', controller: true };
    for (const name of ['c', 'b']) pod(name, 'late', HOST_NETWORK, { ownerReferences: [owner] });
    pod('a', 'late', {
      hostPID: true,
      containers: [{ name: 'a', image: 'i:1', securityContext: { privileged: true } }],
    });
    const { warnings } = ask('PATCH', '/api/v1/namespaces/late', {
      metadata: { labels: { [`${PREFIX}enforce`]: 'baseline' } },
    });
    expect(warnings).toEqual([
      'existing pods in namespace "late" violate the new PodSecurity enforce level "baseline:latest"',
      'a: host namespaces, privileged',
      'b (and 1 other pod): host namespaces',
    ]);
    const relaxed = ask('PATCH', '/api/v1/namespaces/late', {
      metadata: { labels: { [`${PREFIX}enforce`]: 'privileged' } },
    });
    expect(relaxed.warnings).toEqual([]);
  });

  test('labels that nobody understands are refused, unless they were there before', () => {
    const odd = {
      metadata: { name: 'odd', labels: { [`${PREFIX}enforce`]: 'high', [`${PREFIX}warn-version`]: '1.2' } },
    };
    expect(ask('POST', '/api/v1/namespaces', odd).body.details.causes).toEqual([
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "high": must be one of privileged, baseline, restricted',
        field: `metadata.labels[${PREFIX}enforce]`,
      },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "1.2": must be "latest" or "v1.x"',
        field: `metadata.labels[${PREFIX}warn-version]`,
      },
    ]);
  });
});
