/** A custom resource of two versions under the real kubectl, converted by a webhook over HTTPS. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BoutiqueServer } from '../../lib/server/boutique-server';
import { CertificateAuthority } from '../../lib/server/tls/certificate-authority';
import { kubectls, run, type Printed } from '../support/kubectl';

jest.setTimeout(120_000);

const found = kubectls();
if (found.length === 0) console.warn('kubectl is not there (PATH, KUBECTL_DIR): conversions are not tested with it.');
const suite = found.length === 0 ? describe.skip : describe;

interface CronTab {
  readonly apiVersion: string;
  readonly spec?: { readonly hostPort?: string; readonly host?: string; readonly port?: string };
}

function converted(object: CronTab, apiVersion: string): CronTab {
  const { hostPort = '', host = '', port = '' } = object.spec ?? {};
  const [first, second] = hostPort.split(':');
  const spec = apiVersion.endsWith('/v1') ? { hostPort: `${host}:${port}` } : { host: first, port: second };
  return { ...object, apiVersion, spec };
}

const text = { type: 'string' };
const version = (name: string, storage: boolean, properties: object): object => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } },
});

function definition(url: string, authority: CertificateAuthority): object {
  const caBundle = Buffer.from(authority.certificate).toString('base64');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', kind: 'CronTab', singular: 'crontab' },
      versions: [version('v1', false, { hostPort: text }), version('v2', true, { host: text, port: text })],
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: { url, caBundle }, conversionReviewVersions: ['v1'] },
      },
    },
  };
}

suite.each(found.length === 0 ? [['kubectl', '']] : found)('%s', (_name, program) => {
  const server = new BoutiqueServer({ insecureHttp: true, cluster: { kubelets: 'none' } });
  let hook: Server | undefined;
  let url = '';

  const kubectl = (args: readonly string[], object?: object): Promise<Printed> =>
    run(program, ['--server', url, ...args], {
      ...(object ? { stdin: JSON.stringify(object) } : {}),
      env: { KUBECONFIG: '/dev/null' },
    });

  beforeAll(async () => {
    const authority = new CertificateAuthority(() => Date.now());
    const { key, certificate } = authority.serverCertificate(['localhost']);
    hook = createServer({ key, cert: certificate }, (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const review = JSON.parse(body);
        const { uid, desiredAPIVersion, objects } = review.request;
        const convertedObjects = (objects as CronTab[]).map((object) => converted(object, desiredAPIVersion as string));
        const answer = { uid, result: { status: 'Success' }, convertedObjects };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ...review, request: undefined, response: answer }));
      });
    });
    await new Promise<void>((resolve) => hook?.listen(0, '127.0.0.1', resolve));
    url = await server.start();
    const place = `https://localhost:${(hook.address() as AddressInfo).port}/`;
    expect(await kubectl(['apply', '-f', '-'], definition(place, authority))).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await server.stop();
    hook?.closeAllConnections();
    await new Promise((resolve) => hook?.close(resolve));
  });

  test('applies in one version, reads in another, and follows changes', async () => {
    const v1 = (hostPort: string): object => ({
      apiVersion: 'example.com/v1',
      kind: 'CronTab',
      metadata: { name: 'a' },
      spec: { hostPort },
    });
    const apply = async (hostPort: string, ...more: string[]): Promise<string> => {
      const { out, error } = await kubectl(['apply', '-f', '-', ...more], v1(hostPort));
      return out + error;
    };
    expect(await apply('here:80')).toBe('crontab.example.com/a created\n');
    expect(await apply('here:80')).toBe('crontab.example.com/a unchanged\n');
    expect(await apply('here:81')).toBe('crontab.example.com/a configured\n');
    const port = ['get', 'crontabs.v2.example.com', 'a', '-o', 'jsonpath={.spec.host} {.spec.port}'];
    expect((await kubectl(port)).out).toBe('here 81');
    expect(await apply('there:82', '--server-side', '--force-conflicts')).toBe(
      'crontab.example.com/a serverside-applied\n',
    );
    expect((await kubectl(port)).out).toBe('there 82');
    expect((await kubectl(['get', 'crontabs.v1.example.com', '-o', 'jsonpath={.items[*].spec.hostPort}'])).out).toBe(
      'there:82',
    );
    const wait = ['wait', 'crontabs.v1.example.com/a', '--for=jsonpath={.spec.hostPort}=there:82', '--timeout=5s'];
    expect((await kubectl(wait)).code).toBe(0);
    expect((await kubectl(['delete', 'crontabs.v1.example.com', 'a', '--timeout=10s'])).out).toBe(
      'crontab.example.com "a" deleted\n',
    );
  });
});
