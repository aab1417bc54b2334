import type { WebhookCall } from '../../../../lib/engine/apiserver/admission/webhooks/webhook-call';
import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

type Any = ReturnType<typeof JSON.parse>;

const POD = '/api/v1/namespaces/default/pods/idle';

describe('admission of connections', () => {
  const asked: Any[] = [];
  const cluster = new Cluster({
    kubelets: 'none',
    webhooks: {
      call: ({ review }: WebhookCall) => {
        const { request } = review as Any;
        asked.push(request);
        const allowed = !(request.object.command ?? []).includes('rm');
        const response = { uid: request.uid, allowed, status: { message: 'not that' } };
        const answer = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
        return { status: 200, body: JSON.stringify(answer) };
      },
    },
  });
  const ask = asking(cluster);

  beforeAll(() => {
    ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    ask('POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
      metadata: { name: 'look' },
      webhooks: ['look.example.com', 'chosen.example.com'].map((name, index) => ({
        name,
        clientConfig: { url: 'https://look.example.com/' },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/*'] }],
        ...(index === 1 ? { objectSelector: { matchLabels: { some: 'label' } } } : {}),
      })),
    });
    ask('POST', '/api/v1/namespaces/default/pods', {
      metadata: { name: 'idle' },
      spec: { schedulerName: 'nobody', containers: [{ name: 'main', image: 'x' }] },
    });
  });

  beforeEach(() => {
    asked.length = 0;
  });

  test('a webhook refuses a command before anything else is looked at', () => {
    const refused = ask('POST', `${POD}/exec?command=rm&command=-r&container=main&stdout=true&tty=1`);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      'admission webhook "look.example.com" denied the request: not that',
    ]);
    expect(asked).toMatchObject([
      {
        operation: 'CONNECT',
        name: 'idle',
        subResource: 'exec',
        kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
        object: { kind: 'PodExecOptions', stdout: true, tty: true, container: 'main', command: ['rm', '-r'] },
        oldObject: null,
      },
    ]);
  });

  test.each([
    ['exec?command=ls', { kind: 'PodExecOptions', apiVersion: 'v1', command: ['ls'] }],
    ['attach?stdin=true', { kind: 'PodAttachOptions', apiVersion: 'v1', stdin: true }],
    ['portforward?ports=80,81', { kind: 'PodPortForwardOptions', apiVersion: 'v1', ports: [80, 81] }],
    ['proxy/a/b', { kind: 'PodProxyOptions', apiVersion: 'v1', path: '/a/b' }],
  ])('%s goes on when it is allowed', (path, options) => {
    expect(ask('POST', `${POD}/${path}`).body.message).toMatch(/does not have a host assigned|address not allowed/);
    expect(asked.map(({ object }) => object as object)).toEqual([options]);
  });
});
