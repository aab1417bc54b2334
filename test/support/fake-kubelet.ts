/** A kubelet with one pod whose container knows a few commands, and an API server that reaches it: for tests of streams. */
import { unknownError } from '../../lib/engine/apimachinery/status-error';
import { ApiServer } from '../../lib/engine/apiserver/api-server';
import { textResponse } from '../../lib/engine/apiserver/http/http-message';
import type {
  CommandOutput,
  CommandSession,
  CommandStart,
  NodeConnection,
  TerminalSize,
} from '../../lib/engine/apiserver/node-connection';
import { VirtualClock } from '../../lib/engine/clock/clock';
import { Random } from '../../lib/engine/random/random';
import { Store } from '../../lib/engine/store/store';
import { asking } from './ask';

const LISTENING = 8080;

/** `cat`, `size`, `flood`, `hang`, `fail TEXT`, or `sh OUT ERR CODE`. */
export class FakeKubelet implements NodeConnection {
  /** What sessions were told, in order. */
  readonly told: string[] = [];

  containerLog(_pod: object, { follow }: { readonly follow?: boolean }): ReturnType<NodeConnection['containerLog']> {
    if (!follow) return { text: 'first\n' };
    return {
      text: 'first\n',
      follow: (sink) => {
        const timer = setTimeout(() => {
          sink.text('second\n');
          sink.end();
        }, 50);
        return { stop: () => clearTimeout(timer) };
      },
    };
  }

  exec(_pod: object, { container, command }: Parameters<NodeConnection['exec']>[1]): CommandStart {
    if (container === 'dead') throw unknownError('container not found ("dead")');
    return (output) => this.#run(command, output);
  }

  attach(): CommandStart {
    return (output) => {
      output.stdout(Buffer.from('attached\n'));
      return this.#run(['cat'], output);
    };
  }

  portForward(): ReturnType<NodeConnection['portForward']> {
    return (port) =>
      port === LISTENING
        ? {
            http: ({ method, url, body }, respond) =>
              setTimeout(() => {
                if (url === '/broken') respond(undefined);
                else respond(textResponse(url === '/teapot' ? 418 : 200, `${method} ${url} ${body}`));
              }, 1),
          }
        : undefined;
  }

  #run([name = '', ...args]: readonly string[], output: CommandOutput): CommandSession {
    const session = (on: Partial<CommandSession> = {}): CommandSession => ({
      stdin: (bytes) => on.stdin?.(bytes),
      endStdin: () => {
        this.told.push('end of stdin');
        on.endStdin?.();
      },
      resize: (size: TerminalSize) => {
        this.told.push(`size ${size.width}x${size.height}`);
        on.resize?.(size);
      },
      close: () => void this.told.push('closed'),
    });
    const [out = '', error = '', code = '0'] = args;
    switch (name) {
      case 'cat':
        return session({
          stdin: (bytes) => {
            output.stdout(bytes);
            if (Buffer.from(bytes).includes('bye')) output.exit({ exitCode: 0 });
          },
          endStdin: () => output.exit({ exitCode: 0 }),
        });
      case 'flood':
        for (let count = 0; count < 40; count++) output.stdout(Buffer.alloc(1024 * 1024, 'x'));
        return session();
      case 'hang':
        return session();
      case 'fail':
        output.exit({ error: args.join(' ') });
        return session();
      default:
        output.stdout(Buffer.from(out));
        output.stderr(Buffer.from(error));
        output.exit({ exitCode: Number(code) });
        return session();
    }
  }
}

/** An API server with the pod `web` (containers `main` and `dead`), its Service and its Deployment. */
export function serverWithFakeKubelet(kubelet: FakeKubelet): ApiServer {
  const nodes = {
    toNode: (name: string) => (name === 'node' ? kubelet : undefined),
    forward: () => undefined,
  };
  const server = new ApiServer({ store: new Store(), clock: new VirtualClock(0), random: new Random(1), nodes });
  const ask = asking(server);
  const api = '/api/v1/namespaces/default';
  const labels = { app: 'web' };
  const containers = ['main', 'dead'].map((name) => ({ name, image: 'x', stdin: true, tty: true }));
  const spec = { containers, automountServiceAccountToken: false, nodeName: 'node' };
  ask('POST', `${api}/serviceaccounts`, { metadata: { name: 'default' } });
  ask('POST', '/api/v1/nodes', { metadata: { name: 'node' } });
  ask('POST', `${api}/pods`, { metadata: { name: 'web', labels }, spec });
  ask('PATCH', `${api}/pods/web/status`, {
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        { name: 'main', ready: true, state: { running: {} }, image: 'x', imageID: 'x', restartCount: 0 },
      ],
    },
  });
  ask('POST', `${api}/services`, {
    metadata: { name: 'web' },
    spec: { selector: labels, ports: [{ port: 80, targetPort: LISTENING }] },
  });
  ask('POST', '/apis/apps/v1/namespaces/default/deployments', {
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
  return server;
}
