import { SuspendingWebhooks } from '../../../../lib/engine/apiserver/admission/webhooks/suspending-webhooks';
import type { WebhookCall, WebhookReply } from '../../../../lib/engine/apiserver/admission/webhooks/webhook-call';
import type { HttpResponse } from '../../../../lib/engine/apiserver/http/http-message';
import { webhookCallKey } from '../../../../lib/engine/apiserver/admission/webhooks/webhook-call';
import { Cluster } from '../../../../lib/engine/cluster';

type Any = ReturnType<typeof JSON.parse>;

const V1 = '/apis/example.com/v1/namespaces/default/crontabs';
const V2 = '/apis/example.com/v2/namespaces/default/crontabs';

const version = (name: string, storage: boolean, properties: object) => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } },
});

const definition = {
  metadata: { name: 'crontabs.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', kind: 'CronTab', listKind: 'CronTabList', singular: 'crontab' },
    versions: [
      version('v1', false, { hostPort: { type: 'string', maxLength: 20 } }),
      version('v2', true, { host: { type: 'string' }, port: { type: 'string', default: '80' } }),
    ],
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'https://convert.example.com/' }, conversionReviewVersions: ['v1'] },
    },
  },
};

/** v1 has `hostPort`, v2 `host` and `port`. */
function convert(object: Any, apiVersion: string): object {
  const { hostPort = '', host = '', port = '' } = object.spec ?? {};
  const [first, second] = String(hostPort).split(':');
  const spec = apiVersion.endsWith('v1') ? { hostPort: `${host}:${port}` } : { host: first, port: second };
  return { ...object, apiVersion, spec };
}

type Answer = (request: Any) => object;
const wellDone: Answer = ({ objects, desiredAPIVersion }) => ({
  result: { status: 'Success' },
  convertedObjects: objects.map((object: Any) => convert(object, desiredAPIVersion)),
});

/** A cluster whose webhook answers at once, or after the request was given up. */
class Converting {
  answer = wellDone;
  readonly requests: Any[] = [];
  readonly cluster: Cluster;
  readonly #late: (() => void)[] = [];

  constructor(kind: 'function' | 'suspending') {
    const asked = (calls: readonly WebhookCall[]) =>
      new Map(calls.map((call) => [webhookCallKey(call), this.#reply(call)]));
    const webhooks =
      kind === 'function'
        ? { call: (call: WebhookCall) => this.#reply(call) }
        : new SuspendingWebhooks((calls, answered) => void this.#late.push(() => answered(asked(calls))));
    this.cluster = new Cluster({ webhooks });
    const made = this.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    expect([made.status, made.body.message]).toEqual([201, undefined]);
  }

  /** What was waited for outside of requests is answered. */
  settle(): void {
    for (let [next] = this.#late.splice(0, 1); next; [next] = this.#late.splice(0, 1)) next();
  }

  /** A new object is a CronTab of the version in its URL. */
  create(url: string, name: string, spec: object): { status: number; body: Any } {
    const apiVersion = url.split('/').slice(2, 4).join('/');
    return this.send('POST', url, { apiVersion, kind: 'CronTab', metadata: { name }, spec });
  }

  send(method: string, url: string, body?: object): { status: number; body: Any } {
    let answer: HttpResponse = this.cluster.http({
      method,
      url,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    while (answer.pending) {
      const { calls, resume } = answer.pending;
      answer = resume(new Map(calls.map((call) => [webhookCallKey(call), this.#reply(call)])));
    }
    return { status: answer.status, body: JSON.parse(answer.body) };
  }

  #reply({ review }: WebhookCall): WebhookReply {
    const { request } = review as Any;
    this.requests.push(request);
    const response = { uid: request.uid, ...this.answer(request) };
    return { status: 200, body: JSON.stringify({ ...review, request: undefined, response }), uid: request.uid };
  }
}

describe.each(['function', 'suspending'] as const)('ConversionWebhook asked by a %s', (kind) => {
  test('an object is stored in one version and read in every other', () => {
    const converting = new Converting(kind);
    const made = converting.create(V1, 'a', { hostPort: 'here:90' });
    expect([made.status, made.body.apiVersion, made.body.spec]).toEqual([
      201,
      'example.com/v1',
      { hostPort: 'here:90' },
    ]);
    expect(converting.send('GET', `${V2}/a`).body).toMatchObject({ spec: { host: 'here', port: '90' } });
    expect(converting.cluster.store.table('example.com/crontabs').list()).toHaveLength(1);
    const changed = converting.send('PATCH', `${V1}/a`, { spec: { hostPort: 'there:91' } });
    expect([changed.status, changed.body.spec, changed.body.metadata.generation]).toEqual([
      200,
      { hostPort: 'there:91' },
      2,
    ]);
    expect(converting.send('GET', `${V2}/a`).body.spec).toEqual({ host: 'there', port: '91' });
    expect(converting.send('DELETE', `${V1}/a`).status).toBe(200);
    expect(converting.send('GET', `${V2}/a`).status).toBe(404);
  });

  test('a list is converted with one question, and each object once', () => {
    const converting = new Converting(kind);
    for (const name of ['a', 'b', 'c']) converting.create(V2, name, { host: name });
    converting.requests.length = 0;
    for (let round = 0; round < 2; round++) {
      const { body } = converting.send('GET', V1);
      expect(body.items.map(({ spec }: Any) => spec.hostPort)).toEqual(['a:80', 'b:80', 'c:80']);
    }
    expect(converting.requests.map(({ objects }) => objects.length as number)).toEqual([3]);
  });

  test('what is written must fit the version in which it is written', () => {
    const converting = new Converting(kind);
    const long = converting.create(V1, 'a', { hostPort: `${'x'.repeat(20)}:1` });
    expect(long.status).toBe(422);
    expect(long.body.message).toContain('spec.hostPort: Too long: may not be longer than 20');
  });

  test('a watch tells events in order and in its version', () => {
    const converting = new Converting(kind);
    converting.create(V2, 'a', { host: 'a' });
    const lines: Any[] = [];
    const { watch } = converting.cluster.http({ method: 'GET', url: `${V1}?watch=true`, headers: {} });
    watch!.start({ line: (text) => lines.push(JSON.parse(text)), end: () => undefined });
    converting.create(V2, 'b', { host: 'b' });
    converting.send('DELETE', `${V2}/a`);
    converting.settle();
    expect(lines.map(({ type, object }) => [type, object.metadata.name, object.spec.hostPort])).toEqual([
      ['ADDED', 'a', 'a:80'],
      ['ADDED', 'b', 'b:80'],
      ['DELETED', 'a', 'a:80'],
    ]);
  });

  test.each<[string, Answer, string]>([
    ['fails', () => ({ result: { status: 'Failure', message: 'no way' } }), 'failed: no way'],
    ['says nothing', () => ({ result: {} }), "failed: response.result.status was '', not 'Success'"],
    [
      'answers another question',
      () => ({ uid: 'x' }),
      /^failed: expected response.uid="[0-9a-f-]{36}", got "x"$/.source,
    ],
    ['loses objects', () => ({ result: { status: 'Success' } }), 'returned 0 objects, expected 1'],
    [
      'answers another version',
      ({ objects }) => ({ result: { status: 'Success' }, convertedObjects: objects }),
      'returned invalid converted object at index 0: invalid groupVersion (expected example.com/v1, received example.com/v2)',
    ],
    [
      'changes the name',
      ({ objects, desiredAPIVersion }) => ({
        result: { status: 'Success' },
        convertedObjects: [{ ...objects[0], apiVersion: desiredAPIVersion, metadata: { name: 'z' } }],
      }),
      'returned invalid converted object at index 0: must have the same name: a != z',
    ],
  ])('one that %s is told', (_what, answer, why) => {
    const converting = new Converting(kind);
    converting.create(V2, 'a', { host: 'a' });
    converting.answer = answer;
    const { status, body } = converting.send('GET', `${V1}/a`);
    expect(status).toBe(500);
    const told = body.message.replace('conversion webhook for example.com/v2, Kind=CronTab ', '');
    if (why.startsWith('^')) expect(told).toMatch(new RegExp(why));
    else expect(told).toBe(why);
  });
});
