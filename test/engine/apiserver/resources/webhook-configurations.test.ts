import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const RULE = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
const HOOK = {
  name: 'a.example.com',
  clientConfig: { url: 'https://example.com/a' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  rules: [RULE],
};

describe('Webhook configurations', () => {
  const ask = asking(new Cluster());
  const create = (...webhooks: object[]) => ask('POST', PATH, { metadata: { generateName: 'w-' }, webhooks });
  const faults = (more: object): [string, string][] =>
    create({ ...HOOK, ...more }).body.details.causes.map(({ field, message }: { field: string; message: string }) => [
      field.replace('webhooks[0].', ''),
      message,
    ]);

  test('what is left out has its defaults', () => {
    const service = { name: 's', namespace: 'n' };
    const [webhook] = create({ ...HOOK, clientConfig: { service } }).body.webhooks;
    expect(webhook).toMatchObject({
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
      reinvocationPolicy: 'Never',
      clientConfig: { service: { ...service, port: 443 } },
      rules: [{ ...RULE, scope: '*' }],
    });
  });

  test('two webhooks of one configuration have two names', () => {
    expect(create(HOOK, HOOK).body.details.causes).toEqual([
      { reason: 'FieldValueDuplicate', message: 'Duplicate value: "a.example.com"', field: 'webhooks[1].name' },
    ]);
  });

  test.each<[string, object, [string, string]]>([
    [
      'a path with an empty step',
      { clientConfig: { service: { name: 's', namespace: 'n', path: '/a//b' } } },
      ['clientConfig.service.path', 'Invalid value: "/a//b": segment[1] may not be empty'],
    ],
    [
      'all resources and one',
      { rules: [{ ...RULE, resources: ['*', 'pods'] }] },
      [
        'rules[0].resources',
        `Invalid value: []string{"*", "pods"}: if '*' is present, must not specify other resources without subresources`,
      ],
    ],
    [
      'all subresources and one',
      { rules: [{ ...RULE, resources: ['pods/*', 'pods/log'] }] },
      ['rules[0].resources[1]', `Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`],
    ],
    [
      'an operation that does not exist',
      { rules: [{ ...RULE, operations: ['READ'] }] },
      [
        'rules[0].operations[0]',
        'Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
      ],
    ],
    [
      'a version twice',
      { admissionReviewVersions: ['v1', 'v1'] },
      ['admissionReviewVersions[1]', 'Invalid value: "v1": duplicate version'],
    ],
    [
      'a condition without an expression',
      { matchConditions: [{ name: 'c' }] },
      ['matchConditions[0].expression', 'Required value'],
    ],
  ])('%s is refused', (_what, more, fault) => {
    expect(faults(more)).toEqual([fault]);
  });

  test('a condition that is no CEL is refused', () => {
    const [[field, message] = ['', '']] = faults({ matchConditions: [{ name: 'c', expression: 'object.' }] });
    expect([field, message.slice(0, 40)]).toEqual([
      'matchConditions[0].expression',
      'Invalid value: "object.": compilation fa',
    ]);
  });
});
