import { connect } from 'node:net';
import { Cluster } from '../../lib/engine/cluster';
import type { AnsweringDoor } from '../../lib/server/http/served-request';
import { HttpServer, PortInUseError } from '../../lib/server/http-server';
import { ask } from '../support/https-request';

const running: HttpServer[] = [];

async function listen(door: AnsweringDoor = new Cluster(), port = 0): Promise<string> {
  const server = new HttpServer(door, { port });
  const url = await server.listen();
  running.push(server);
  return url;
}

/** Sends bytes as they are; answers what comes back until the connection ends. */
function sendRaw(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe('HttpServer', () => {
  test('says that its port is taken', async () => {
    const url = await listen();
    await expect(listen(new Cluster(), Number(new URL(url).port))).rejects.toThrow(PortInUseError);
  });

  test('refuses a body over 3 MiB, told beforehand or found on the way', async () => {
    const url = await listen();
    const path = `${url}/api/v1/namespaces`;
    const body = 'x'.repeat(3 * 1024 * 1024 + 1);
    const told = await ask(path, { method: 'POST', headers: { 'content-length': String(body.length) }, body });
    expect(told.json).toMatchObject({ reason: 'RequestEntityTooLarge', code: 413 });
    const found = await ask(path, { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body });
    expect(found.status).toBe(413);
    expect((await ask(`${url}/healthz`)).text).toBe('ok');
  });

  test('answers 400 to what is no HTTP, 431 to a head without end, and goes on', async () => {
    const url = await listen();
    expect(await sendRaw(url, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(1024 * 1024)}\r\n\r\n`;
    expect(await sendRaw(url, head)).toMatch(/^HTTP\/1\.1 431/);
    expect((await ask(`${url}/healthz`)).text).toBe('ok');
  });

  test('compresses large answers for clients that can read them', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(200_000) });
    const url = await listen({ http: () => ({ status: 200, headers: {}, body, warnings: [] }) });
    const packed = await ask(url, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect((await ask(url)).headers['content-encoding']).toBeUndefined();
    expect((await ask(url)).text).toBe(body);
  });

  test('turns a door that fails into a 500', async () => {
    const url = await listen({
      http: () => {
        throw new Error('broken');
      },
    });
    expect((await ask(url)).json).toMatchObject({ code: 500, reason: 'InternalError' });
  });

  test('drops a watcher that does not read', async () => {
    let line: (text: string) => void = () => undefined;
    let stopped = false;
    const url = await listen({
      http: () => ({
        status: 200,
        headers: {},
        body: '',
        warnings: [],
        watch: {
          timeoutSeconds: undefined,
          bookmarks: false,
          start: (stream) => {
            line = (text) => stream.line(text);
            return { stop: () => (stopped = true), bookmark: () => undefined, seenRevision: 1 };
          },
        },
      }),
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('GET /watch HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    for (let count = 0; count < 80 && !stopped; count++) {
      line('x'.repeat(1024 * 1024));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stopped).toBe(true);
    socket.destroy();
  });
});
