import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SuspendingWebhooks } from '../../../lib/engine/apiserver/admission/webhooks/suspending-webhooks';
import { Cluster } from '../../../lib/engine/cluster';
import { BoutiqueServer } from '../../../lib/server/boutique-server';
import { CertificateAuthority } from '../../../lib/server/tls/certificate-authority';
import { HttpServer } from '../../../lib/server/http-server';
import { ask } from '../../support/https-request';

type Review = ReturnType<typeof JSON.parse>;

const authority = new CertificateAuthority(() => Date.now());
const closing: (() => Promise<unknown>)[] = [];

/** A webhook over HTTPS; answers its port. */
async function webhook(answer: (request: Review) => object | undefined): Promise<number> {
  const { key, certificate } = authority.serverCertificate(['localhost', 'hook.default.svc']);
  const server: Server = createServer({ key, cert: certificate }, (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const review = JSON.parse(body);
      const given = answer(review.request);
      if (!given) return;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ...review, request: undefined, response: { uid: review.request.uid, ...given } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function apiServer(): Promise<(method: string, path: string, body?: object) => ReturnType<typeof ask>> {
  const server = new HttpServer(new Cluster({ webhooks: new SuspendingWebhooks() }));
  const url = await server.listen();
  closing.push(() => server.close());
  const headers = { 'content-type': 'application/json' };
  return (method, path, body) => ask(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
}

function configuration(clientConfig: object, more: object = {}): object {
  return {
    metadata: { name: 'hooks' },
    webhooks: [
      {
        name: 'hook.example.com',
        clientConfig: { caBundle: Buffer.from(authority.certificate).toString('base64'), ...clientConfig },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps', 'pods'] }],
        ...more,
      },
    ],
  };
}

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe('Webhooks over HTTPS', () => {
  test('a mutating and a validating one see the object as it becomes', async () => {
    const send = await apiServer();
    const operations = [{ op: 'add', path: '/data', value: { made: 'here' } }];
    const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
    const mutating = await webhook(() => ({ allowed: true, patchType: 'JSONPatch', patch }));
    const seen: Review[] = [];
    const validating = await webhook(({ object }) => {
      seen.push(object.data);
      return { allowed: true };
    });
    await send(
      'POST',
      `${ADMISSION}/mutatingwebhookconfigurations`,
      configuration({ url: `https://localhost:${mutating}/` }),
    );
    await send(
      'POST',
      `${ADMISSION}/validatingwebhookconfigurations`,
      configuration({ url: `https://localhost:${validating}/` }),
    );
    const made = await send('POST', CONFIG_MAPS, { metadata: { name: 'a' } });
    expect(made.status).toBe(201);
    expect(made.json['data']).toEqual({ made: 'here' });
    expect(seen).toEqual([{ made: 'here' }]);
  });

  test('one behind a Service is called by its name, wherever the Service leads', async () => {
    const send = await apiServer();
    const port = await webhook(() => ({ allowed: false, status: { message: 'not here' } }));
    const spec = { type: 'ExternalName', externalName: 'localhost' };
    await send('POST', '/api/v1/namespaces/default/services', { metadata: { name: 'hook' }, spec });
    const service = { name: 'hook', namespace: 'default', port };
    await send('POST', `${ADMISSION}/validatingwebhookconfigurations`, configuration({ service }));
    const refused = await send('POST', CONFIG_MAPS, { metadata: { name: 'a' } });
    expect(refused.json['message']).toBe('admission webhook "hook.example.com" denied the request: not here');
  });

  test.each([
    ['answers too late', 'context deadline exceeded', {}],
    [
      'is signed by nobody we know',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      { caBundle: undefined },
    ],
  ])('one that %s has failed', async (_what, why, config) => {
    const send = await apiServer();
    const port = await webhook(() => undefined);
    const url = `https://localhost:${port}/slow`;
    const hook = configuration({ url, ...config }, { timeoutSeconds: 1 });
    await send('POST', `${ADMISSION}/validatingwebhookconfigurations`, hook);
    const failed = await send('POST', CONFIG_MAPS, { metadata: { name: 'a' } });
    expect(failed.status).toBe(500);
    expect(failed.json['message']).toBe(
      `Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: Post "${url}?timeout=1s": ${why}`,
    );
  });

  test('pods that a controller makes pass the webhooks as well, while time stands still', async () => {
    const operations = [{ op: 'add', path: '/spec/containers/-', value: { name: 'sidecar', image: 'proxy' } }];
    const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
    const injector = await webhook(() => ({ allowed: true, patchType: 'JSONPatch', patch }));
    const server = new BoutiqueServer({ cluster: { nodes: 1 }, insecureHttp: true, speed: 100 });
    const url = await server.start();
    closing.push(() => server.stop());
    const send = (method: string, path: string, body?: object) =>
      ask(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const client = { url: `https://localhost:${injector}/` };
    await send('POST', `${ADMISSION}/mutatingwebhookconfigurations`, configuration(client));
    const labels = { app: 'web' };
    await send('POST', '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } },
      },
    });
    const names = async (): Promise<string[][]> => {
      const { json } = await send('GET', '/api/v1/namespaces/default/pods');
      const items = json['items'] as { readonly spec: { readonly containers: readonly { readonly name: string }[] } }[];
      return items.map(({ spec }) => spec.containers.map(({ name }) => name));
    };
    for (let waited = 0; (await names()).length < 2 && waited < 100; waited++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await names()).toEqual([
      ['main', 'sidecar'],
      ['main', 'sidecar'],
    ]);
  });
});
