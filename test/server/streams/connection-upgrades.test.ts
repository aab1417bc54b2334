import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { HttpServer } from '../../../lib/server/http-server';
import { FakeKubelet, serverWithFakeKubelet } from '../../support/fake-kubelet';
import { SpdyClient, upgradeRequest } from '../../support/spdy-client';

const POD = '/api/v1/namespaces/default/pods/web';
const EXEC = `${POD}/exec?container=main&stdout=true&stderr=true`;
const CAT = `${POD}/exec?container=main&stdout=true&stdin=true&command=cat`;
const SAY = `${EXEC}&command=sh&command=out&command=err&command=3`;

const kubelet = new FakeKubelet();
const apiServer = serverWithFakeKubelet(kubelet);
const server = new HttpServer({ http: (request) => apiServer.http(request) });
let url = '';

beforeAll(async () => {
  url = await server.listen();
});

beforeEach(() => {
  kubelet.told.length = 0;
});

afterAll(() => server.close());

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 5_000; waited += 5) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

/** Sends bytes as they are; answers what comes back until the connection ends, or such a text came. */
function sendRaw(text: string, last?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += String(chunk);
      if (last !== undefined && answer.includes(last)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

interface Conversation {
  readonly socket: WebSocket;
  readonly messages: Buffer[];
  readonly closed: Promise<number>;
}

function talk(path: string, protocols: string[]): Promise<Conversation> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocols);
  const messages: Buffer[] = [];
  socket.on('message', (data: Buffer) => messages.push(data));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ socket, messages, closed }));
    socket.on('error', reject);
  });
}

/** All that came on a channel. */
function heard({ messages }: Conversation, channel: number): string {
  return messages
    .filter((message) => message[0] === channel)
    .map((message) => message.toString('utf8', 1))
    .join('');
}

const EXITED = {
  metadata: {},
  status: 'Failure',
  message: 'command terminated with non-zero exit code: error executing command [sh out err 3], exit code 3',
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: '3' }] },
};

describe('a command over a WebSocket', () => {
  test.each(['v4.channel.k8s.io', 'v5.channel.k8s.io'])(
    '%s: an empty message, the streams, a Status',
    async (protocol) => {
      const conversation = await talk(SAY, [protocol]);
      expect(await conversation.closed).toBe(1000);
      expect(conversation.messages[0]).toEqual(Buffer.from([1]));
      expect([heard(conversation, 1), heard(conversation, 2)]).toEqual(['out', 'err']);
      expect(JSON.parse(heard(conversation, 3))).toEqual(EXITED);
      await until(() => kubelet.told.includes('closed'));
    },
  );

  test('before the fourth protocol the end is told as text, and only when it is bad', async () => {
    for (const protocols of [['channel.k8s.io'], []]) {
      const conversation = await talk(SAY, protocols);
      await conversation.closed;
      expect(heard(conversation, 3)).toBe(EXITED.message);
    }
    const well = await talk(`${EXEC}&command=sh`, ['channel.k8s.io']);
    await well.closed;
    expect(heard(well, 3)).toBe('');
  });

  test('as base64 in both directions', async () => {
    const conversation = await talk(CAT, ['v4.base64.channel.k8s.io']);
    conversation.socket.send(`0${Buffer.from('bye\n').toString('base64')}`);
    await conversation.closed;
    expect(conversation.messages.map(String).slice(1)).toEqual([
      `1${Buffer.from('bye\n').toString('base64')}`,
      `3${Buffer.from('{"metadata":{},"status":"Success"}').toString('base64')}`,
    ]);
  });

  test('the fifth protocol can end stdin', async () => {
    const conversation = await talk(CAT, ['v5.channel.k8s.io']);
    conversation.socket.send(Buffer.from('\0hello'));
    conversation.socket.send(Buffer.from([255, 0]));
    await conversation.closed;
    expect(heard(conversation, 1)).toBe('hello');
    expect(JSON.parse(heard(conversation, 3))).toMatchObject({ status: 'Success' });
  });

  test('hears the size of the terminal, and nothing that is none', async () => {
    const conversation = await talk(`${CAT}&tty=true`, ['v4.channel.k8s.io']);
    for (const text of ['nonsense', 'null', '{"Width":80,"Height":24}']) {
      conversation.socket.send(Buffer.concat([Buffer.from([4]), Buffer.from(text)]));
    }
    await until(() => kubelet.told.includes('size 80x24'));
    expect(kubelet.told.filter((told) => told.startsWith('size'))).toHaveLength(1);
    conversation.socket.terminate();
    await until(() => kubelet.told.includes('closed'));
  });

  test('is refused with 403 where no protocol is common, and before it where the kubelet refuses', async () => {
    await expect(talk(SAY, ['v9.channel.k8s.io'])).rejects.toThrow('Unexpected server response: 403');
    await expect(talk(SAY.replace('main', 'dead'), ['v4.channel.k8s.io'])).rejects.toThrow('500');
  });

  test('is given up when the client does not read', async () => {
    const conversation = await talk(`${EXEC}&command=hang`, ['v4.channel.k8s.io']);
    conversation.socket.pause();
    const flooding = await talk(`${EXEC}&command=flood`, ['v4.channel.k8s.io']);
    flooding.socket.pause();
    await until(() => kubelet.told.includes('closed'));
    conversation.socket.terminate();
    flooding.socket.terminate();
  });
});

describe('ports over a WebSocket', () => {
  test('two channels for each port, which begin with its number', async () => {
    const conversation = await talk(`${POD}/portforward?ports=8080,81`, ['v4.channel.k8s.io']);
    await until(() => conversation.messages.length >= 5);
    const [data, error, otherData, otherError] = conversation.messages.map((message) => [...message]);
    expect([data, error, otherData, otherError]).toEqual([
      [0, 0x90, 0x1f],
      [1, 0x90, 0x1f],
      [2, 81, 0],
      [3, 81, 0],
    ]);
    expect(heard(conversation, 3)).toContain('error forwarding port 81 to pod web, uid : ');
    conversation.socket.send(Buffer.from('\0GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
    expect(await conversation.closed).toBe(1000);
    expect(heard(conversation, 0)).toMatch(/HTTP\/1\.1 200 OK[^]*GET \/x $/);
  });

  test('a tunnel for SPDY is chosen where it is offered', async () => {
    const head = await sendRaw(
      upgradeRequest('GET', `${POD}/portforward`, {
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': 'SPDY/3.1+portforward.k8s.io',
      }),
      '\r\n\r\n',
    );
    expect(head).toMatch(/^HTTP\/1\.1 101 [^]*Sec-WebSocket-Protocol: SPDY\/3\.1\+portforward\.k8s\.io/);
  });
});

describe('a command over SPDY', () => {
  test('starts with the last of its streams; input that came before it is not lost', async () => {
    const client = await SpdyClient.open(url, CAT, 'v4.channel.k8s.io');
    expect(client.head).toMatch(/^HTTP\/1\.1 101 [^]*X-Stream-Protocol-Version: v4\.channel\.k8s\.io/);
    const error = await client.stream({ streamtype: 'error' });
    const stdin = await client.stream({ streamtype: 'stdin' });
    client.send(stdin, 'hello', true);
    client.ping(7);
    await until(() => client.pings.includes(7));
    expect(client.received.size).toBe(0);
    const stdout = await client.stream({ streamtype: 'stdout' });
    await client.closed;
    expect(client.replies).toEqual([error, stdin, stdout]);
    expect(client.received.get(stdout)).toBe('hello');
    expect(client.received.get(error)).toBe('{"metadata":{},"status":"Success"}');
    expect(client.ended).toEqual(expect.arrayContaining([error, stdout]));
  });

  test('refuses streams that it did not ask for', async () => {
    const client = await SpdyClient.open(url, CAT, 'v4.channel.k8s.io');
    const stderr = await client.stream({ streamtype: 'stderr' });
    await client.stream({ streamtype: 'error' });
    const again = await client.stream({ streamtype: 'error' });
    await until(() => client.refused.length === 2);
    expect(client.refused).toEqual([stderr, again]);
    client.socket.destroy();
  });

  test('hears the size of the terminal, and that the client is gone', async () => {
    const client = await SpdyClient.open(url, `${CAT}&tty=true`, 'v3.channel.k8s.io');
    for (const streamtype of ['error', 'stdin', 'stdout']) await client.stream({ streamtype });
    client.send(await client.stream({ streamtype: 'resize' }), '{"Width":120,"Height":40}');
    await until(() => kubelet.told.includes('size 120x40'));
    client.socket.resetAndDestroy();
    await until(() => kubelet.told.includes('closed'));
  });

  test('is given up when the client does not read', async () => {
    const client = await SpdyClient.open(url, `${EXEC}&command=flood`, 'v4.channel.k8s.io');
    client.socket.pause();
    for (const streamtype of ['error', 'stdout', 'stderr']) await client.stream({ streamtype });
    await until(() => kubelet.told.includes('closed'));
    client.socket.destroy();
  });

  test('ends with what is no SPDY', async () => {
    const client = await SpdyClient.open(url, CAT, 'v4.channel.k8s.io');
    client.socket.write('GET / HTTP/1.1\r\n\r\n'.padStart(64, '\xff'), 'latin1');
    await client.closed;
  });

  test('needs a protocol that both know', async () => {
    const without = await sendRaw(upgradeRequest('POST', CAT, { Upgrade: 'SPDY/3.1' }));
    expect(without).toMatch(/^HTTP\/1\.1 400 [^]*unable to upgrade: X-Stream-Protocol-Version is required/);
    const unknown = await SpdyClient.open(url, CAT, 'v9.channel.k8s.io');
    expect(unknown.head).toMatch(/^HTTP\/1\.1 403 [^]*x-accepted-stream-protocol-versions: v4\.channel\.k8s\.io/);
  });
});

describe('ports over SPDY', () => {
  const headers = (streamtype: string, requestid = '0') => ({ streamtype, port: '8080', requestid });

  test('streams belong together by the number of their request; several requests go over one connection', async () => {
    const client = await SpdyClient.open(url, `${POD}/portforward`, 'portforward.k8s.io');
    await client.stream(headers('error', '0'));
    await client.stream(headers('error', '1'));
    const second = await client.stream(headers('data', '1'));
    const first = await client.stream(headers('data', '0'));
    client.send(first, 'GET /first HTTP/1.0\r\n\r\n');
    client.send(second, 'GET /broken HTTP/1.0\r\n\r\n');
    await until(() => client.ended.includes(first) && client.ended.includes(second));
    expect(client.received.get(first)).toContain('GET /first');
    expect(client.received.get(second)).toBe('');
    client.socket.destroy();
  });

  test('refuses a stream without a port or kind, and a second one of a kind', async () => {
    const client = await SpdyClient.open(url, `${POD}/portforward`, 'portforward.k8s.io');
    const wrong = [
      await client.stream({ streamtype: 'data', requestid: '0' }),
      await client.stream({ ...headers('data'), port: '70000' }),
      await client.stream(headers('stdin')),
    ];
    await client.stream(headers('data'));
    wrong.push(await client.stream(headers('data')));
    await until(() => client.refused.length === wrong.length);
    expect(client.refused).toEqual(wrong);
    client.socket.destroy();
  });
});

describe('other wishes', () => {
  test('a protocol that is not spoken here is not taken up', async () => {
    const answer = await sendRaw(
      upgradeRequest('POST', '/api/v1/namespaces', {
        Upgrade: 'h2c',
        'Content-Type': 'application/json',
        'Content-Length': '2',
      }) + '{}',
      '"code":',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('name or generateName is required');
  });

  test('a request that means no streams is answered, and the connection ends', async () => {
    const answer = await sendRaw(upgradeRequest('GET', '/healthz', { Upgrade: 'websocket' }));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*ok$/);
    expect(await sendRaw(upgradeRequest('POST', `${POD}x/exec`, { Upgrade: 'SPDY/3.1' }))).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('the end of the server ends what was taken over', async () => {
    const other = new HttpServer({ http: (request) => apiServer.http(request) });
    const client = await SpdyClient.open(await other.listen(), CAT, 'v4.channel.k8s.io');
    await other.close();
    await client.closed;
  });
});
