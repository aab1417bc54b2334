import type { WebhookCall, WebhookReply } from '../../../../lib/engine/apiserver/admission/webhooks/webhook-call';
import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

type Review = ReturnType<typeof JSON.parse>;

/** A webhook of one line: what it answers to a request. */
type Answer = (request: Review) => object;

class Hooks {
  readonly reviews: Review[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly cluster = new Cluster({ webhooks: { call: (call) => this.#reply(call) } });
  readonly ask = asking(this.cluster);

  register(kind: 'mutating' | 'validating', name: string, answer: Answer, more: object = {}): void {
    this.#answers.set(name, answer);
    const webhook = {
      name,
      clientConfig: { url: `https://${name}/` },
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }],
      ...more,
    };
    const made = this.ask('POST', `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations`, {
      metadata: { name },
      webhooks: [webhook],
    });
    expect([made.status, made.body.message]).toEqual([201, undefined]);
  }

  create(name: string, more: object = {}, query = '') {
    return this.ask('POST', `/api/v1/namespaces/default/configmaps${query}`, { metadata: { name }, ...more });
  }

  #reply({ webhook, review }: WebhookCall): WebhookReply {
    const { request } = review as Review;
    this.reviews.push(request);
    const response = { uid: request.uid, ...this.#answers.get(webhook)!(request) };
    return {
      status: 200,
      body: JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }),
    };
  }
}

const patch = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const set = (name: string, value: string) => ({ op: 'add', path: `/data/${name}`, value });

describe('Admission webhooks', () => {
  test('a review says who wants what, and in which version', () => {
    const hooks = new Hooks();
    hooks.register('validating', 'see.example.com', () => ({ allowed: true }));
    hooks.create('a', { data: { x: '1' } });
    expect(hooks.reviews[0]).toMatchObject({
      kind: { group: '', version: 'v1', kind: 'ConfigMap' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
      name: 'a',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'system:admin' },
      object: { kind: 'ConfigMap', data: { x: '1' } },
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    });
    hooks.ask('DELETE', '/api/v1/namespaces/default/configmaps/a');
    expect(hooks.reviews[1]).toMatchObject({ operation: 'DELETE', object: null, oldObject: { data: { x: '1' } } });
  });

  test('a refusal is told with its code and words', () => {
    const hooks = new Hooks();
    const status = { code: 418, message: 'no tea', reason: 'Teapot' };
    hooks.register('validating', 'no.example.com', () => ({ allowed: false, status, warnings: ['careful'] }));
    const { status: code, body, warnings } = hooks.create('a');
    expect([code, body.message, body.reason, warnings]).toEqual([
      418,
      'admission webhook "no.example.com" denied the request: no tea',
      'Teapot',
      ['careful'],
    ]);
  });

  test('patches are applied one after another, and whoever asked for it sees the result once more', () => {
    const hooks = new Hooks();
    hooks.register('mutating', 'a.example.com', () => patch(set('first', 'a')), { reinvocationPolicy: 'IfNeeded' });
    hooks.register('mutating', 'b.example.com', ({ object }) => patch(set('second', `${object.data.first}b`)));
    const { data } = hooks.create('a', { data: { own: '1' } }).body;
    expect(data).toEqual({ own: '1', first: 'a', second: 'ab' });
    expect(hooks.reviews.map(({ object }) => Object.keys(object.data).length)).toEqual([1, 2, 3]);
  });

  test('what a webhook made of the object is validated', () => {
    const hooks = new Hooks();
    hooks.register('mutating', 'a.example.com', () =>
      patch({ op: 'add', path: '/metadata/labels', value: { 'a b': '' } }),
    );
    expect(hooks.create('a').status).toBe(422);
  });

  test('a webhook with side effects is not asked in a dry run, which fails', () => {
    const hooks = new Hooks();
    hooks.register('validating', 'a.example.com', () => ({ allowed: true }));
    expect(hooks.create('a', {}, '?dryRun=All').status).toBe(201);
    expect(hooks.reviews[0].dryRun).toBe(true);
  });

  test.each<[string, Answer, string]>([
    ['another uid', () => ({ allowed: true, uid: 'x' }), 'received invalid webhook response: expected response.uid='],
    ['a patch from a validating one', () => patch(set('a', 'b')), 'validating webhook may not return response.patch'],
  ])('an answer with %s is no answer', (_what, answer, message) => {
    const hooks = new Hooks();
    hooks.register('validating', 'a.example.com', answer);
    expect(hooks.create('a').body.message).toContain(
      `Internal error occurred: failed calling webhook "a.example.com": ${message.startsWith('received') ? '' : 'received invalid webhook response: '}${message}`,
    );
  });

  test('who cannot be reached refuses, unless it may be passed over', () => {
    const ask = asking(new Cluster());
    const register = (name: string, failurePolicy: string) =>
      ask('POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
        metadata: { name },
        webhooks: [
          {
            name: `${name}.example.com`,
            clientConfig: { url: 'https://127.0.0.1:9/x' },
            sideEffects: 'None',
            admissionReviewVersions: ['v1'],
            failurePolicy,
            rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
          },
        ],
      });
    const create = (name: string) => ask('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name } });
    register('open', 'Ignore');
    expect(create('a').status).toBe(201);
    register('closed', 'Fail');
    expect(create('b').body.message).toBe(
      'Internal error occurred: failed calling webhook "closed.example.com": failed to call webhook: Post "https://127.0.0.1:9/x?timeout=10s": dial tcp 127.0.0.1:9: connect: connection refused',
    );
  });

  describe('are asked only about what they want to know', () => {
    test.each<[string, object, boolean]>([
      [
        'another resource',
        { rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['secrets'] }] },
        false,
      ],
      [
        'any resource',
        { rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }] },
        true,
      ],
      [
        'resources of the cluster',
        { rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'], scope: 'Cluster' }] },
        false,
      ],
      ['objects with a label', { objectSelector: { matchLabels: { watched: 'yes' } } }, true],
      [
        'objects without it',
        { objectSelector: { matchExpressions: [{ key: 'watched', operator: 'DoesNotExist' }] } },
        false,
      ],
      ['another namespace', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }, false],
      ['a condition that holds', { matchConditions: [{ name: 'c', expression: 'object.data.size() == 1' }] }, true],
      [
        'a condition that does not',
        { matchConditions: [{ name: 'c', expression: "request.operation == 'UPDATE'" }] },
        false,
      ],
      [
        'rights of the caller',
        {
          matchConditions: [
            {
              name: 'c',
              expression: "!authorizer.group('').resource('secrets').namespace('default').check('get').allowed()",
            },
          ],
        },
        false,
      ],
    ])('%s', (_what, more, asked) => {
      const hooks = new Hooks();
      hooks.register('validating', 'a.example.com', () => ({ allowed: false }), more);
      const { status } = hooks.create('a', { metadata: { name: 'a', labels: { watched: 'yes' } }, data: { a: 'b' } });
      expect(status).toBe(asked ? 400 : 201);
    });

    test('in a version that they know', () => {
      const hooks = new Hooks();
      const rules = [{ apiGroups: ['autoscaling'], apiVersions: ['v1'], operations: ['*'], resources: ['*'] }];
      hooks.register('validating', 'old.example.com', () => ({ allowed: true }), { rules });
      hooks.ask('POST', '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers', {
        metadata: { name: 'a' },
        spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'a' } },
      });
      expect(hooks.reviews[0]).toMatchObject({
        kind: { group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' },
        requestKind: { version: 'v2' },
      });
    });
  });

  test('a condition that cannot be evaluated refuses, or passes over, as the failure policy says', () => {
    const broken = { matchConditions: [{ name: 'c', expression: 'object.nowhere.at.all == 1' }] };
    const open = new Hooks();
    open.register('validating', 'a.example.com', () => ({ allowed: false }), { ...broken, failurePolicy: 'Ignore' });
    expect(open.create('a').status).toBe(201);
    const closed = new Hooks();
    closed.register('validating', 'a.example.com', () => ({ allowed: true }), broken);
    const { status, body } = closed.create('a');
    expect(status).toBe(403);
    expect(body.message).toContain("expression 'object.nowhere.at.all == 1' resulted in error: no such key: nowhere");
  });

  test.each([
    [1, 'resulted in error: operation cancelled: actual cost limit exceeded'],
    [3, 'validation failed due to running out of cost budget, no further validation rules will be run'],
  ])('%d conditions that cost too much end after a while', (count, detail) => {
    const loops = (depth: number): string =>
      depth === 0 ? 'true' : `[1, 2, 3, 4, 5, 6, 7].all(i, ${loops(depth - 1)})`;
    const matchConditions = Array.from({ length: count }, (_, index) => ({ name: `c${index}`, expression: loops(9) }));
    const hooks = new Hooks();
    hooks.register('validating', 'a.example.com', () => ({ allowed: true }), { matchConditions });
    const { status, body } = hooks.create('a');
    expect(status).toBe(403);
    expect(body.message).toContain(detail);
  });
});
