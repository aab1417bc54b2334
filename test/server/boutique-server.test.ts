import { Cluster } from '../../lib/engine/cluster';
import { BoutiqueServer, type BoutiqueServerOptions } from '../../lib/server/boutique-server';
import { ask, type Asked } from '../support/https-request';

const running: BoutiqueServer[] = [];

async function serve(options: Partial<BoutiqueServerOptions> = {}) {
  const server = new BoutiqueServer({ cluster: new Cluster(), ...options });
  running.push(server);
  const url = await server.start();
  const ca = server.credentials.certificateAuthority;
  const authorization = `Bearer ${server.credentials.token}`;
  return {
    url,
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
    const cluster = new Cluster();
    expect(() => new BoutiqueServer({ cluster, insecureHttp: true, host: '0.0.0.0' })).toThrow(/this machine alone/);
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
