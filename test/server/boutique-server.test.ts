import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { BoutiqueServer, type BoutiqueServerOptions } from '../../lib/server/boutique-server';
import { CertificateAuthority } from '../../lib/server/tls/certificate-authority';
import type { KubeObject } from '../../lib/engine/apimachinery/object-meta';
import { requestFor } from '../support/certificate-requests';
import { ask, type Asked } from '../support/https-request';

const running: BoutiqueServer[] = [];

async function serve(options: BoutiqueServerOptions = {}) {
  const server = new BoutiqueServer(options);
  running.push(server);
  const url = await server.start();
  const ca = server.credentials.certificateAuthority;
  const authorization = `Bearer ${server.credentials.token}`;
  return {
    url,
    server,
    asAdministrator: (path: string, asked: Asked = {}) =>
      ask(`${url}${path}`, { ca, ...asked, headers: { authorization, ...asked.headers } }),
    asAnybody: (path: string, asked: Asked = {}) => ask(`${url}${path}`, { ca, ...asked }),
  };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

describe('BoutiqueServer over TLS', () => {
  test('is trusted by its own authority and knows its administrator by the token', async () => {
    const { url, asAdministrator } = await serve();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { status, json } = await asAdministrator('/api/v1/namespaces/default');
    expect(status).toBe(200);
    expect(json).toMatchObject({ kind: 'Namespace', metadata: { name: 'default' } });
  });

  test('refuses a wrong token with 401', async () => {
    const { asAnybody } = await serve();
    const { status, json } = await asAnybody('/api/v1/namespaces', { headers: { authorization: 'Bearer wrong' } });
    expect(status).toBe(401);
    expect(json).toMatchObject({ kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized', code: 401 });
  });

  test.each(['/healthz', '/livez', '/readyz', '/version'])('shows %s to anybody', async (path) => {
    const { asAnybody } = await serve();
    expect((await asAnybody(path)).status).toBe(200);
  });

  test('shows nothing else to anybody', async () => {
    const { asAnybody } = await serve();
    const { status, json } = await asAnybody('/api/v1/secrets');
    expect(status).toBe(403);
    expect(json.message).toBe(
      'secrets is forbidden: User "system:anonymous" cannot list resource "secrets" in API group "" at the cluster scope',
    );
    expect((await asAnybody('/boutique/v1/clock')).status).toBe(403);
  });
});

describe('service account tokens', () => {
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'view', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:aggregate-to-view' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
  };
  const robot = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } };

  async function withRobot(spec: object = {}) {
    const served = await serve();
    served.server.cluster.apply([robot, binding]);
    const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });
    const headers = { 'content-type': 'application/json' };
    const path = '/api/v1/namespaces/default/serviceaccounts/robot/token';
    const { json } = await served.asAdministrator(path, { method: 'POST', headers, body });
    const { token } = json.status as { readonly token: string };
    const asRobot = (where: string) => served.asAnybody(where, { headers: { authorization: `Bearer ${token}` } });
    return { ...served, token, asRobot };
  }

  test('are users with the rights of their roles, and no more', async () => {
    const { asRobot } = await withRobot();
    expect((await asRobot('/api/v1/namespaces/default/configmaps')).status).toBe(200);
    const { status, json } = await asRobot('/api/v1/namespaces/kube-system/secrets');
    expect(status).toBe(403);
    expect(json.message).toContain('User "system:serviceaccount:default:robot" cannot list resource "secrets"');
  });

  test('are signed by the key that the server publishes', async () => {
    const { asAdministrator, token } = await withRobot();
    const { json } = await asAdministrator('/.well-known/openid-configuration');
    expect(json).toMatchObject({
      issuer: 'https://kubernetes.default.svc.cluster.local',
      id_token_signing_alg_values_supported: ['RS256'],
    });
    const keys = JSON.parse((await asAdministrator('/openid/v1/jwks')).text) as {
      keys: [JsonWebKey & { kid: string }];
    };
    const [head = '', claims = '', signature = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    expect(keys.keys[0].kid).toBe(kid);
    const key = createPublicKey({ key: keys.keys[0], format: 'jwk' });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('end with their time, with their account, and are for nobody else', async () => {
    const { asRobot, server } = await withRobot({ expirationSeconds: 600 });
    server.wallClock.advance(590_000);
    expect((await asRobot('/api')).status).toBe(200);
    server.wallClock.advance(15_000);
    expect((await asRobot('/api')).status).toBe(401);

    const second = await withRobot();
    second.server.cluster.delete('ServiceAccount', 'robot');
    expect((await second.asRobot('/api')).status).toBe(401);

    const third = await withRobot({ audiences: ['vault'] });
    expect((await third.asRobot('/api')).status).toBe(401);
  });
});

describe('client certificates', () => {
  test('are signed for whoever asks for one and is approved', async () => {
    const { server, url } = await serve({ cluster: { startMs: Date.now() } });
    const { cluster } = server;
    const { request, key } = requestFor({ commonName: 'bob', organizations: ['devs'] });
    const usages = ['client auth'];
    const spec = { request, signerName: 'kubernetes.io/kube-apiserver-client', usages };
    const requests = cluster.resource('CertificateSigningRequest');
    const created = requests.create({ metadata: { name: 'bob' }, spec });
    const conditions = [{ type: 'Approved', status: 'True', reason: 'Test' }];
    requests.updateSubresource('approval', { ...created, status: { conditions } } as unknown as KubeObject);
    server.wallClock.advance(1_000);
    const cert = Buffer.from(requests.get('bob').status?.certificate ?? '', 'base64').toString();
    const ca = server.credentials.certificateAuthority;
    const { status, json } = await ask(`${url}/api/v1/nodes`, { ca, key, cert });
    expect([status, json.message]).toEqual([
      403,
      'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
    ]);
    const published = cluster.get('ConfigMap', 'kube-root-ca.crt').data?.['ca.crt'];
    expect(published).toBe(ca);
  });

  test('name user and groups', async () => {
    const { server, url } = await serve();
    const { key, certificate } = server.clientCertificate({ commonName: 'ann', organizations: ['devs'] });
    const ca = server.credentials.certificateAuthority;
    const body = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });
    const { json } = await ask(`${url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ca,
      key,
      cert: certificate,
    });
    expect(json.status).toEqual({ userInfo: { username: 'ann', groups: ['devs', 'system:authenticated'] } });
  });

  test('of another authority name nobody', async () => {
    const { asAnybody } = await serve();
    const stranger = new CertificateAuthority(() => Date.now()).clientCertificate({
      commonName: 'eve',
      organizations: ['system:masters'],
    });
    const { status, json } = await asAnybody('/api/v1/secrets', { key: stranger.key, cert: stranger.certificate });
    expect(status).toBe(403);
    expect(json.message).toContain('User "system:anonymous"');
  });
});

describe('BoutiqueServer over plain HTTP', () => {
  test('takes everybody for an administrator', async () => {
    const { url, asAnybody } = await serve({ insecureHttp: true });
    expect(url).toMatch(/^http:/);
    expect((await asAnybody('/api/v1/namespaces/default')).status).toBe(200);
  });

  test('is not there for pages that a browser got from elsewhere', async () => {
    const { asAnybody } = await serve({ insecureHttp: true });
    const { status } = await asAnybody('/api/v1/namespaces', { headers: { host: 'evil.example:80' } });
    expect(status).toBe(403);
  });

  test('is for this machine alone', () => {
    expect(() => new BoutiqueServer({ insecureHttp: true, host: '0.0.0.0' })).toThrow(/this machine alone/);
  });
});

describe('the clock', () => {
  test('stands still while paused, moves by steps, and goes on', async () => {
    const { asAdministrator } = await serve();
    const paused = await asAdministrator('/boutique/v1/clock/pause', { method: 'POST' });
    expect(paused.json).toMatchObject({ paused: true, speed: 1 });
    const stepped = await asAdministrator('/boutique/v1/clock/step', { method: 'POST', body: '{"duration":"10m"}' });
    const movedMs = Date.parse(String(stepped.json.now)) - Date.parse(String(paused.json.now));
    expect(movedMs).toBe(600_000);
    expect((await asAdministrator('/boutique/v1/clock')).json.now).toBe(stepped.json.now);
    const resumed = await asAdministrator('/boutique/v1/clock/resume', { method: 'POST' });
    expect(resumed.json.paused).toBe(false);
  });

  test('takes another pace, and refuses what is none', async () => {
    const { asAdministrator } = await serve();
    const post = (body: string) => asAdministrator('/boutique/v1/clock/speed', { method: 'POST', body });
    expect((await post('{"speed":"10"}')).json.speed).toBe(10);
    expect((await post('{"speed":"max"}')).json.speed).toBe('max');
    expect((await post('{"speed":-1}')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
  });
});
