/**
 * `exec` and `attach` over SPDY: the client opens one stream for each of stdin, stdout, stderr, errors and the size of its terminal.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand/httpstream.go
 */
import type { Duplex } from 'node:stream';
import { SpdyConnection, type SpdyStream, type SpdyStreamReader } from '../spdy/spdy-connection';
import { CommandRelay, type CommandPodStreams } from './command-relay';
import { EarlyInput } from './early-input';
import { STREAM_CREATION_TIMEOUT_MS } from './idle-timeout';

/** Of those that a client offers, its first one that is known counts. */
export const COMMAND_PROTOCOLS = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
const RESIZABLE = new Set(['v4.channel.k8s.io', 'v3.channel.k8s.io']);

type StreamType = 'stdin' | 'stdout' | 'stderr' | 'error' | 'resize';

export function commandOverSpdy(wire: Duplex, protocol: string, streams: CommandPodStreams): void {
  new SpdyCommand(wire, protocol, streams);
}

class SpdyCommand {
  readonly #connection: SpdyConnection;
  readonly #opened = new Map<StreamType, SpdyStream>();
  readonly #expected: ReadonlySet<StreamType>;
  readonly #patience: NodeJS.Timeout;
  readonly #stdin: EarlyInput;
  #relay: CommandRelay | undefined;

  constructor(
    private readonly wire: Duplex,
    private readonly protocol: string,
    private readonly streams: CommandPodStreams,
  ) {
    this.#expected = expectedStreams(protocol, streams);
    this.#stdin = new EarlyInput(() => wire.destroy());
    this.#patience = setTimeout(() => wire.destroy(), STREAM_CREATION_TIMEOUT_MS);
    this.#connection = new SpdyConnection(wire, (stream) => this.#accept(stream));
    wire.on('close', () => {
      clearTimeout(this.#patience);
      this.#relay?.close();
    });
  }

  #accept(stream: SpdyStream): SpdyStreamReader | undefined {
    const type = stream.headers.get('streamtype') as StreamType | undefined;
    if (type === undefined || !this.#expected.has(type) || this.#opened.has(type)) return undefined;
    this.#opened.set(type, stream);
    // Its reply leaves before what the command says.
    if (this.#opened.size === this.#expected.size) process.nextTick(() => this.#start());
    return this.#reader(type);
  }

  #reader(type: StreamType): SpdyStreamReader {
    const ignored = (): void => undefined;
    if (type === 'resize') {
      return { data: (bytes) => this.#relay?.resize(bytes.toString('utf8')), end: ignored, closed: ignored };
    }
    if (type !== 'stdin') return { data: ignored, end: ignored, closed: ignored };
    return { data: (bytes) => this.#stdin.data(bytes), end: () => this.#stdin.end(), closed: ignored };
  }

  #start(): void {
    clearTimeout(this.#patience);
    if (this.wire.destroyed) return;
    const to = (type: StreamType) => (bytes: Uint8Array) => this.#opened.get(type)?.write(bytes);
    const relay = new CommandRelay({
      streams: this.streams,
      statusAsJson: this.protocol === 'v4.channel.k8s.io',
      wire: {
        stdout: to('stdout'),
        stderr: to('stderr'),
        error: (text) => to('error')(Buffer.from(text)),
        finish: () => this.#finish(),
      },
    });
    this.#relay = relay;
    this.#stdin.handOver({ data: (bytes) => relay.stdin(bytes), end: () => relay.endStdin() });
  }

  #finish(): void {
    for (const stream of this.#opened.values()) stream.end();
    this.#connection.close();
  }
}

function expectedStreams(protocol: string, { streams }: CommandPodStreams): ReadonlySet<StreamType> {
  const { stdin, stdout, stderr, tty } = streams;
  const wanted: [StreamType, boolean][] = [
    ['error', true],
    ['stdin', stdin],
    ['stdout', stdout],
    ['stderr', stderr],
    ['resize', tty && RESIZABLE.has(protocol)],
  ];
  return new Set(wanted.flatMap(([type, asked]) => (asked ? [type] : [])));
}
