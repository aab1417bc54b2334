import { SuspendingWebhooks } from '../../../../../lib/engine/apiserver/admission/webhooks/suspending-webhooks';
import {
  webhookCallKey,
  type WebhookCall,
  type WebhookReply,
} from '../../../../../lib/engine/apiserver/admission/webhooks/webhook-call';
import { Cluster } from '../../../../../lib/engine/cluster';

type Review = ReturnType<typeof JSON.parse>;

const hook = (name: string, more: object = {}) => ({
  name,
  clientConfig: { url: `https://${name}/` },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  ...more,
});

/** A cluster whose webhooks are answered only when the test says so. */
class Waiting {
  readonly reviews: Review[] = [];
  readonly cluster: Cluster;
  #pending: (() => void)[] = [];

  constructor(answer: (request: Review, webhook: string) => object | { error: string }) {
    this.cluster = new Cluster({
      nodes: 1,
      webhooks: new SuspendingWebhooks((calls, answered) =>
        this.#pending.push(() =>
          answered(new Map(calls.map((call) => [webhookCallKey(call), this.#reply(call, answer)]))),
        ),
      ),
    });
  }

  configure(kind: 'Mutating' | 'Validating', ...webhooks: object[]): void {
    this.cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: `${kind}WebhookConfiguration`,
      metadata: { name: kind.toLowerCase() },
      webhooks,
    } as never);
  }

  /** Lets time pass, but not while somebody waits for an answer. */
  settle(): void {
    const { clock } = this.cluster;
    const endMs = clock.now() + 5_000;
    for (let next = clock.nextAt(); next !== undefined && next <= endMs; next = clock.nextAt()) {
      clock.step();
      for (const reply of this.#pending.splice(0)) reply();
    }
  }

  deploy(replicas: number): void {
    const labels = { app: 'web' };
    this.cluster.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } },
      },
    } as never);
  }

  pods() {
    return this.cluster.list('Pod', { namespace: 'default' });
  }

  #reply({ review, webhook }: WebhookCall, answer: (request: Review, webhook: string) => object): WebhookReply {
    const { request } = review as Review;
    this.reviews.push(request);
    const given = answer(request, webhook);
    if ('error' in given) return given as { error: string };
    const response = { uid: request.uid, ...given };
    const body = JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response });
    return { status: 200, body, uid: request.uid as string };
  }
}

const sidecar = {
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(
    JSON.stringify([{ op: 'add', path: '/spec/containers/-', value: { name: 'sidecar', image: 'proxy' } }]),
  ).toString('base64'),
};

describe('SuspendingWebhooks', () => {
  test('pods that a controller makes get what a webhook puts into them, each after one question', () => {
    const waiting = new Waiting((_request, webhook) =>
      webhook === 'inject.example.com' ? sidecar : { allowed: true },
    );
    waiting.configure('Mutating', hook('inject.example.com'));
    waiting.configure('Validating', hook('look.example.com'));
    waiting.deploy(3);
    waiting.settle();
    const pods = waiting.pods();
    expect(pods).toHaveLength(3);
    for (const { spec } of pods) expect(spec!.containers.map(({ name }) => name)).toEqual(['main', 'sidecar']);
    const validated = waiting.reviews.filter(({ name }) => name !== undefined);
    // The very pods that were looked at are the ones that are there.
    expect(validated.map(({ name }) => name as string).sort()).toEqual(pods.map(({ metadata }) => metadata.name));
    expect(validated.map(({ object }) => object.metadata.uid as string).sort()).toEqual(
      pods.map(({ metadata }) => metadata.uid).sort(),
    );
    expect(waiting.reviews).toHaveLength(6);
  });

  test('nothing is told of the wait: no failure in events or in the status of the owner', () => {
    const waiting = new Waiting(() => sidecar);
    waiting.configure('Mutating', hook('inject.example.com'));
    waiting.deploy(2);
    waiting.settle();
    const about = waiting.cluster.list('Event').filter(({ involvedObject }) => involvedObject.kind === 'ReplicaSet');
    expect(about.map(({ reason }) => reason)).toEqual(['SuccessfulCreate', 'SuccessfulCreate']);
    const [replicaSet] = waiting.cluster.list('ReplicaSet');
    expect(replicaSet!.status).toMatchObject({ replicas: 2 });
    expect(replicaSet!.status!.conditions ?? []).toEqual([]);
  });

  test('a refusal is told as everywhere, and asked again with back-off', () => {
    const waiting = new Waiting(() => ({ allowed: false, status: { message: 'not today' } }));
    waiting.configure('Validating', hook('no.example.com'));
    waiting.deploy(1);
    waiting.settle();
    expect(waiting.pods()).toEqual([]);
    const message = 'admission webhook "no.example.com" denied the request: not today';
    expect(waiting.cluster.list('Event').map((event) => event.message)).toContain(`Error creating: ${message}`);
    expect(waiting.reviews.length).toBeGreaterThan(1);
  });

  test.each([
    ['Fail', 0],
    ['Ignore', 1],
  ])('one that does not answer counts as its failurePolicy says: %s', (failurePolicy, made) => {
    const waiting = new Waiting(() => ({ error: 'context deadline exceeded' }));
    waiting.configure('Validating', hook('slow.example.com', { failurePolicy }));
    waiting.deploy(1);
    waiting.settle();
    expect(waiting.pods()).toHaveLength(made);
  });

  test('pods are bound, and events written, though a webhook looks at these', () => {
    const waiting = new Waiting(() => ({ allowed: true }));
    const rules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods/*', 'events'] },
      { apiGroups: ['events.k8s.io'], apiVersions: ['v1'], operations: ['*'], resources: ['events'] },
    ];
    waiting.configure('Validating', hook('all.example.com', { rules }));
    waiting.deploy(1);
    waiting.settle();
    expect(waiting.pods()[0]!.spec!.nodeName).toBe('node-1');
    const reasons = waiting.cluster.list('Event').map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(['SuccessfulCreate', 'Scheduled', 'ScalingReplicaSet']));
  });

  test('without somebody who asks, components reach no webhook', () => {
    const cluster = new Cluster({ webhooks: new SuspendingWebhooks() });
    cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'x' },
      webhooks: [
        hook('x.example.com', {
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        }),
      ],
    } as never);
    const map = { metadata: { name: 'a', namespace: 'default' } };
    expect(() => cluster.resource('ConfigMap').create(map)).toThrow('connection refused');
  });
});
