/** exec, attach, port-forward and logs -f with the real kubectl: SPDY in its older versions, WebSockets in its newer ones. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { HttpServer } from '../../lib/server/http-server';
import { FakeKubelet, serverWithFakeKubelet } from '../support/fake-kubelet';
import { ask } from '../support/https-request';
import { kubectls, run, type Printed, type Run } from '../support/kubectl';

jest.setTimeout(120_000);

const found = kubectls();
if (found.length === 0) console.warn('kubectl is not there (PATH, KUBECTL_DIR): its streams are not tested.');
const suite = found.length === 0 ? describe.skip : describe;

suite.each(found.length === 0 ? [['kubectl', '']] : found)('%s', (name, program) => {
  const kubelet = new FakeKubelet();
  const apiServer = serverWithFakeKubelet(kubelet);
  const upgrades = new Set<string>();
  const server = new HttpServer({
    http: (request) => {
      const { upgrade, 'sec-websocket-protocol': protocol } = request.headers;
      if (upgrade) upgrades.add(protocol ?? upgrade);
      return apiServer.http(request);
    },
  });
  const webSockets = Number(name.split('.')[2] ?? '0') >= 31;
  let url = '';

  const kubectl = (args: readonly string[], options: Run = {}): Promise<Printed> =>
    run(program, ['--server', url, ...args], { ...options, env: { KUBECONFIG: '/dev/null' } });

  beforeAll(async () => {
    url = await server.listen();
  });

  afterAll(async () => {
    await server.close();
  });

  test('exec prints both streams and ends with the exit code', async () => {
    expect(await kubectl(['exec', 'web', '-c', 'main', '--', 'sh', 'out\n', 'err\n', '0'])).toEqual({
      code: 0,
      out: 'out\n',
      error: 'err\n',
    });
    const failed = await kubectl(['exec', 'web', '-c', 'main', '--', 'sh', 'out\n', '', '3']);
    expect(failed).toEqual({ code: 3, out: 'out\n', error: 'command terminated with exit code 3\n' });
    if (webSockets) expect([...upgrades]).toEqual(['v5.channel.k8s.io']);
  });

  test('exec -i sends its input and the end of it', async () => {
    const stdin = 'line\n'.repeat(20_000);
    // Over protocols before the fifth the end of stdin is known only to SPDY; kubectl speaks one of the two.
    expect(await kubectl(['exec', '-i', 'web', '-c', 'main', '--', 'cat'], { stdin })).toMatchObject({
      code: 0,
      out: stdin,
    });
  });

  test('exec tells what cannot be done', async () => {
    const { code, error } = await kubectl(['exec', 'web', '-c', 'dead', '--', 'ls']);
    expect([code, error.trim()]).toEqual([
      1,
      webSockets
        ? expect.stringContaining('container not found ("dead")')
        : 'error: unable to upgrade connection: container not found ("dead")',
    ]);
    expect((await kubectl(['exec', 'web', '-c', 'none', '--', 'ls'])).error).toContain(
      'container none is not valid for pod web',
    );
    expect((await kubectl(['exec', 'web', '-c', 'main', '--', 'fail', 'no such file'])).error).toBe(
      'error: Internal error occurred: error executing command in container: no such file\n',
    );
  });

  test('attach joins the main process', async () => {
    const { code, out } = await kubectl(['attach', '-i', 'web', '-c', 'main'], { stdin: 'hello\n' });
    expect([code, out]).toEqual([0, 'attached\nhello\n']);
  });

  test('logs -f goes on until the end', async () => {
    expect((await kubectl(['logs', 'web', '-c', 'main'])).out).toBe('first\n');
    expect((await kubectl(['logs', '-f', 'web', '-c', 'main'])).out).toBe('first\nsecond\n');
  });

  describe('port-forward', () => {
    let forwarding: ChildProcessWithoutNullStreams | undefined;
    let said = '';

    /** Answers where the forwarded port is. */
    const forward = (target: string, port: string): Promise<string> => {
      const child = spawn(program, ['--server', url, 'port-forward', target, `:${port}`], {
        env: { ...process.env, KUBECONFIG: '/dev/null' },
      });
      forwarding = child;
      said = '';
      child.stderr.on('data', (text: Buffer) => (said += String(text)));
      return new Promise((resolve, reject) => {
        child.stdout.on('data', (text: Buffer) => {
          const local = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(String(text))?.[1];
          if (local) resolve(`http://127.0.0.1:${local}`);
        });
        child.on('close', () => reject(new Error(said)));
      });
    };

    afterEach(() => {
      forwarding?.kill();
    });

    test.each([
      ['pod/web', '8080'],
      ['service/web', '80'],
      ['deployment/web', '8080'],
    ])('to %s', async (target, port) => {
      const local = await forward(target, port);
      expect((await ask(`${local}/hello`)).text).toBe('GET /hello ');
      const body = 'x'.repeat(200_000);
      expect((await ask(`${local}/all`, { method: 'POST', body })).text).toBe(`POST /all ${body}`);
      expect((await ask(`${local}/teapot`)).status).toBe(418);
      // Newer ones fall back to SPDY where a WebSocket fails, and say nothing of it.
      expect([...upgrades]).toContain(webSockets ? 'SPDY/3.1+portforward.k8s.io' : 'SPDY/3.1');
      const many = Array.from({ length: 20 }, (_, index) => ask(`${local}/${index}`));
      expect((await Promise.all(many)).map(({ text }) => text)).toEqual(many.map((_, index) => `GET /${index} `));
    });

    test('to a port on which nobody listens', async () => {
      const local = await forward('pod/web', '81');
      await expect(ask(local)).rejects.toThrow();
      expect(said).toContain('error forwarding port 81 to pod web, uid : ');
      expect(said).toContain('connection refused');
    });
  });
});
