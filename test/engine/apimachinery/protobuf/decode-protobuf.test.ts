/** Bodies that kubectl 1.33 sent, in base64, against the JSON that means the same. */
import { decodeProtobuf } from '../../../../lib/engine/apimachinery/protobuf/decode-protobuf';
import recorded from './recorded-bodies.json';

const expected = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { app: 'web' }, creationTimestamp: null },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'nginx', image: 'nginx:1', ports: [{ containerPort: 80 }] }] },
      },
    },
  },
  { apiVersion: 'v1', kind: 'Secret', data: { x: 'eQ==' } },
  {
    kind: 'Ingress',
    spec: {
      tls: [{ hosts: ['a.example'], secretName: 't' }],
      rules: [
        {
          host: 'a.example',
          http: {
            paths: [{ path: '/x', pathType: 'Prefix', backend: { service: { name: 'svc', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  { kind: 'PodDisruptionBudget', spec: { minAvailable: '50%', selector: { matchLabels: { a: 'b' } } } },
  { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 1200 } },
  {
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods', name: 'log' } },
  },
  { kind: 'ResourceQuota', spec: { hard: { cpu: '1', pods: '3' } } },
  {
    kind: 'Job',
    spec: {
      template: { spec: { containers: [{ image: 'busybox', command: ['sleep', '1'] }], restartPolicy: 'Never' } },
    },
  },
  {
    kind: 'RoleBinding',
    subjects: [{ kind: 'ServiceAccount', name: 'x', namespace: 'default' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  },
];

const bodies = recorded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));

describe('decodeProtobuf', () => {
  test.each(expected.map((object, index) => [object.kind, index] as const))('reads a %s', (_kind, index) => {
    expect(decodeProtobuf(bodies[index]!)).toMatchObject(expected[index]!);
  });

  test('refuses what is no protobuf of Kubernetes', () => {
    expect(() => decodeProtobuf(new TextEncoder().encode('{}'))).toThrow(/expected prefix \[107 56 115 0\]/);
  });

  test('refuses every body that is cut short, and never hangs on a damaged one', () => {
    const [body = new Uint8Array()] = bodies;
    for (let length = 5; length < body.length; length++) {
      const cut = body.subarray(0, length);
      try {
        decodeProtobuf(cut);
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringMatching(/EOF|proto|no kind/) });
      }
    }
  });
});
