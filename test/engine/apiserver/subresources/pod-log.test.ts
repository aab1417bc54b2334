import { textResponse } from '../../../../lib/engine/apiserver/http/http-message';
import type {
  CommandStart,
  ContainerLogOptions,
  ExecOptions,
  NodeConnections,
  Stoppable,
  TextSink,
} from '../../../../lib/engine/apiserver/node-connection';
import { unknownError } from '../../../../lib/engine/apimachinery/status-error';
import { ApiServer } from '../../../../lib/engine/apiserver/api-server';
import { VirtualClock } from '../../../../lib/engine/clock/clock';
import { Random } from '../../../../lib/engine/random/random';
import { Store } from '../../../../lib/engine/store/store';
import { asking } from '../../../support/ask';

const PODS = '/api/v1/namespaces/default/pods';

describe('pods/log, exec and proxy', () => {
  const asked: ContainerLogOptions[] = [];
  const commands: ExecOptions[] = [];
  const noCommand: CommandStart = () => {
    throw new Error('nothing is started here');
  };
  const follow = (sink: TextSink): Stoppable => {
    sink.text('more\n');
    sink.end();
    return { stop: () => undefined };
  };
  const nodes: NodeConnections = {
    toNode: (name) =>
      name === 'up'
        ? {
            containerLog: (_pod, options) => {
              asked.push(options);
              return {
                text: 'hello\n',
                ...(options.follow ? { follow: (sink) => follow(sink) } : {}),
              };
            },
            exec: (_pod, options) => {
              if (options.container === 'side') throw unknownError('container not found ("side")');
              commands.push(options);
              return noCommand;
            },
            attach: () => noCommand,
            portForward: () => () => undefined,
          }
        : undefined,
    forward: (host, port) => (host === '10.0.0.1' ? textResponse(200, `at ${port}`) : undefined),
  };
  const server = new ApiServer({ store: new Store(), clock: new VirtualClock(0), random: new Random(1), nodes });
  const ask = asking(server);

  function pod(name: string, nodeName?: string, containers: readonly string[] = ['main']): void {
    const spec = {
      containers: containers.map((container) => ({ name: container, image: 'x', ports: [{ containerPort: 8080 }] })),
      automountServiceAccountToken: false,
      ...(nodeName ? { nodeName } : {}),
    };
    ask('POST', PODS, { metadata: { name }, spec });
  }

  beforeAll(() => {
    ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    for (const name of ['up', 'down']) {
      ask('POST', '/api/v1/nodes', {
        metadata: { name },
        status: { addresses: [{ type: 'InternalIP', address: '192.0.2.7' }] },
      });
    }
    pod('idle');
    pod('served', 'up', ['main', 'side']);
    pod('cut-off', 'down');
    pod('lost', 'nowhere');
  });

  test('a log comes from the kubelet, of the container that is named', () => {
    expect(ask('GET', `${PODS}/served/log`).body.message).toBe(
      'a container name must be specified for pod served, choose one of: [main side]',
    );
    expect(ask('GET', `${PODS}/served/log?container=side&tailLines=3`)).toMatchObject({ status: 200, body: 'hello\n' });
    expect(asked).toMatchObject([{ container: 'side', tailLines: 3 }]);
  });

  test('nothing is said by a pod without a node; a node that is missing or silent is an error', () => {
    expect(ask('GET', `${PODS}/idle/log`)).toMatchObject({ status: 204, body: '' });
    expect(ask('GET', `${PODS}/lost/log`).body.message).toBe('nodes "nowhere" not found');
    expect(ask('GET', `${PODS}/cut-off/log`).body.message).toBe(
      'Get "https://192.0.2.7:10250/containerLogs/default/cut-off/main": dial tcp 192.0.2.7:10250: connect: connection refused',
    );
  });

  test('a log that is followed goes on after what is written already', () => {
    const answer = server.http({ method: 'GET', url: `${PODS}/served/log?container=main&follow=true`, headers: {} });
    const texts: string[] = [];
    answer.follow?.({ text: (text) => texts.push(text), end: () => texts.push('end') });
    expect([answer.body, ...texts]).toEqual(['hello\n', 'more\n', 'end']);
  });

  describe('streams', () => {
    const SPDY = { upgrade: 'SPDY/3.1' };
    const WEBSOCKET = { upgrade: 'websocket' };
    const open = (path: string, headers = {}) => server.http({ method: 'POST', url: `${PODS}/${path}`, headers });

    test('want an upgrade and a node', () => {
      const exec = (name: string, headers = {}) =>
        ask('POST', `${PODS}/${name}/exec?container=main&stdout=true`, undefined, headers);
      expect(exec('idle').body.message).toBe('pod idle does not have a host assigned');
      expect(exec('served').body.message).toBe('Upgrade request required');
      expect(ask('DELETE', `${PODS}/served/exec`).status).toBe(405);
    });

    test('are those that the query asks for; a terminal has no stderr', () => {
      const { status, streams } = open(
        'served/exec?container=main&command=ls&command=-l&stderr=true&tty=1&stdin=1',
        SPDY,
      );
      expect({ status, streams }).toMatchObject({
        status: 101,
        streams: { kind: 'command', streams: { stdin: true, stdout: false, stderr: false, tty: true } },
      });
      expect(commands).toMatchObject([{ container: 'main', command: ['ls', '-l'] }]);
      expect(open('served/attach?container=main&stderr=true&tty=true', SPDY)).toMatchObject({
        status: 400,
        body: 'you must specify at least 1 of stdin, stdout, stderr',
      });
    });

    test('a refusal of the kubelet comes as its plain text', () => {
      expect(open('served/exec?container=side&stdout=true', SPDY)).toMatchObject({
        status: 500,
        body: 'container not found ("side")',
      });
    });

    test.each([
      ['', 'query parameter "port" is required'],
      ['?ports=', 'query parameter "port" cannot be empty'],
      ['?ports=80,x', 'unable to parse "80,x" as a port: strconv.ParseUint: parsing "x": invalid syntax'],
      ['?ports=70000', 'unable to parse "70000" as a port: strconv.ParseUint: parsing "70000": value out of range'],
      ['?ports=0', 'port "0" must be > 0'],
    ])('ports over a WebSocket are named by the request: %s', (query, message) => {
      expect(open(`served/portforward${query}`, WEBSOCKET)).toMatchObject({ status: 400, body: message });
    });

    test('ports over SPDY are named later', () => {
      expect(open('served/portforward?ports=1,2&ports=3', WEBSOCKET).streams).toMatchObject({ ports: [1, 2, 3] });
      expect(open('served/portforward', SPDY).streams).toMatchObject({ kind: 'ports', pod: 'served', ports: [] });
      const tunnel = { ...WEBSOCKET, 'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io' };
      expect(open('served/portforward', tunnel).streams).toMatchObject({ kind: 'ports', ports: [] });
    });
  });

  test('a proxy goes to the address and port of a pod', () => {
    expect(ask('GET', `${PODS}/served/proxy/`).body.message).toBe('address not allowed');
    ask('PATCH', `${PODS}/served/status`, { status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] } });
    expect(ask('GET', `${PODS}/served/proxy/x`).body).toBe('at 8080');
    expect(ask('GET', `${PODS}/served:9090/proxy/x`).body).toBe('at 9090');
    expect(ask('GET', `${PODS}/a:b:c:d/proxy`).body.message).toBe('invalid pod request "a:b:c:d"');
  });

  test('a proxy to a service finds one of its endpoints by the name of the port', () => {
    const services = '/api/v1/namespaces/default/services';
    const ports = [{ name: 'http', port: 80 }];
    ask('POST', services, { metadata: { name: 'web' }, spec: { ports } });
    expect(ask('GET', `${services}/web:81/proxy/`).body.message).toBe('no service port 81 found for service "web"');
    expect(ask('GET', `${services}/web:80/proxy/`).status).toBe(404);
    const subsets = [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ name: 'http', port: 8080 }] }];
    ask('POST', '/api/v1/namespaces/default/endpoints', { metadata: { name: 'web' }, subsets });
    expect(ask('GET', `${services}/web:80/proxy/`).body).toBe('at 8080');
    expect(ask('GET', `${services}/web:other/proxy/`)).toMatchObject({ status: 503 });
  });
});
