/**
 * `exec` and `attach` over a WebSocket: channels 0 to 2 are the streams of the command, 3 tells how it ended, 4 the terminal's size.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand/websocket.go
 * Differs: the fifth protocol is spoken as well, as API servers from v1.30 on do; it lets a client end stdin.
 */
import type { WebSocket } from 'ws';
import { Channels } from './channels';
import { CommandRelay, type CommandPodStreams } from './command-relay';

export const COMMAND_CHANNEL_PROTOCOLS = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;

export function commandOverWebSocket(socket: WebSocket, protocol: string, streams: CommandPodStreams): void {
  const channels = new Channels(socket, protocol, {
    message: (channel, bytes) => {
      if (channel === STDIN) relay.stdin(bytes);
      else if (channel === RESIZE) relay.resize(bytes.toString('utf8'));
    },
    closed: (channel) => channel === STDIN && relay.endStdin(),
  });
  const { stdout, stderr } = streams.streams;
  // An empty message tells the client that all is ready.
  channels.send(stdout ? STDOUT : stderr ? STDERR : ERROR, Buffer.alloc(0));
  const relay = new CommandRelay({
    streams,
    statusAsJson: /^v[45]\./.test(protocol),
    wire: {
      stdout: (bytes) => channels.send(STDOUT, bytes),
      stderr: (bytes) => channels.send(STDERR, bytes),
      error: (text) => channels.send(ERROR, Buffer.from(text)),
      finish: () => channels.close(),
    },
  });
  socket.on('close', () => relay.close());
}
