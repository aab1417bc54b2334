import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PODS = '/api/v1/namespaces/default/pods';
const container = { name: 'app', image: 'i:1' };

// Upstream: plugin/pkg/admission/serviceaccount/admission.go (limitSecretReferences)
describe('mountable secrets', () => {
  const ask = asking(new Cluster());
  const account = (name: string, enforce: string): void => {
    ask('POST', '/api/v1/namespaces/default/serviceaccounts', {
      metadata: { name, annotations: { 'kubernetes.io/enforce-mountable-secrets': enforce } },
      secrets: [{ name: 'listed' }],
      imagePullSecrets: [{ name: 'registry' }],
    });
  };
  account('strict', 'true');
  account('lax', 'no');

  const pod = (spec: object, serviceAccountName = 'strict', metadata: object = { generateName: 'p-' }) =>
    ask('POST', PODS, { metadata, spec: { containers: [container], serviceAccountName, ...spec } });
  const fromEnvironment = (name: string) => ({
    ...container,
    env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name, key: 'k' } } }],
  });
  const volumes = (secretName: string) => [{ name: 'v', secret: { secretName } }];

  test.each([
    [{ volumes: volumes('other') }, 'volume with secret.secretName="other"', 'secret'],
    [
      { containers: [fromEnvironment('other')] },
      'container app with envVar KEY referencing secret.secretName="other"',
      'secret',
    ],
    [
      { initContainers: [{ ...container, name: 'init', envFrom: [{ secretRef: { name: 'other' } }] }] },
      'init container init with envFrom referencing secret.secretName="other"',
      'secret',
    ],
    [
      { imagePullSecrets: [{ name: 'registry' }, { name: 'other' }] },
      'imagePullSecrets[1].name="other"',
      'imagePullSecret',
    ],
  ])('%j is refused where the account does not list it', (spec, what, kind) => {
    const { status, body } = pod(spec);
    expect(status).toBe(403);
    expect(body.message).toContain(
      `is forbidden: ${what} is not allowed because service account strict does not reference that ${kind}`,
    );
    expect(pod(spec, 'lax').status).toBe(201);
  });

  test('what the account lists may be used', () => {
    const { status } = pod({ volumes: volumes('listed'), containers: [fromEnvironment('listed')] });
    expect(status).toBe(201);
  });

  test('ephemeral containers are held to it as well', () => {
    pod({}, 'strict', { name: 'running' });
    const ephemeralContainers = [{ ...fromEnvironment('other'), name: 'debug' }];
    const { status, body } = ask('PATCH', `${PODS}/running/ephemeralcontainers`, { spec: { ephemeralContainers } });
    expect(status).toBe(500);
    expect(body.message).toBe(
      'ephemeral container debug with envVar KEY referencing secret.secretName="other" is not allowed because service account strict does not reference that secret',
    );
  });
});

describe('mirror pods', () => {
  const ask = asking(new Cluster());
  const mirror = (spec: object) =>
    ask('POST', PODS, {
      metadata: { name: 'm', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      spec: { nodeName: 'node-1', containers: [container], ...spec },
    });

  test.each([
    [{ serviceAccountName: 'default' }, 'a mirror pod may not reference service accounts'],
    [{ imagePullSecrets: [{ name: 'a' }] }, 'a mirror pod may not reference secrets'],
    [
      { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] },
      'a mirror pod may not use ServiceAccountToken volume projections',
    ],
  ])('%j is refused', (spec, why) => {
    expect(mirror(spec).body.message).toBe(`pods "m" is forbidden: ${why}`);
  });
});
