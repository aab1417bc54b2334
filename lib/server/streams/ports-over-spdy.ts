/**
 * `portforward` over SPDY, on a connection of its own or inside of a WebSocket: for each connection to a port the client opens a stream
 * for errors and one for data, which belong together by the number of their request.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/httpstream.go
 */
import type { Duplex } from 'node:stream';
import { SpdyConnection, type SpdyStream, type SpdyStreamReader } from '../spdy/spdy-connection';
import { EarlyInput } from './early-input';
import type { PodPorts, PortConnection } from './port-connection';
import { STREAM_CREATION_TIMEOUT_MS } from './idle-timeout';

export const PORT_PROTOCOL = 'portforward.k8s.io';

interface StreamPair {
  data?: SpdyStream;
  error?: SpdyStream;
  connection?: PortConnection;
  readonly input: EarlyInput;
  readonly patience: NodeJS.Timeout;
}

export function portsOverSpdy(wire: Duplex, ports: PodPorts): void {
  const pairs = new StreamPairs(ports);
  new SpdyConnection(wire, (stream) => pairs.accept(stream));
}

class StreamPairs {
  readonly #pairs = new Map<string, StreamPair>();

  constructor(private readonly ports: PodPorts) {}

  accept(stream: SpdyStream): SpdyStreamReader | undefined {
    const port = portOf(stream);
    const type = stream.headers.get('streamtype');
    if (port === undefined || (type !== 'data' && type !== 'error')) return undefined;
    const id = requestIdOf(stream, type);
    const pair = this.#pairs.get(id) ?? this.#begin(id);
    if (pair[type]) return undefined;
    pair[type] = stream;
    // Its reply leaves before what is sent on it.
    if (pair.data && pair.error) process.nextTick(() => this.#connect(id, port, pair));
    return type === 'data' ? this.#dataReader(id, pair) : this.#errorReader(id, pair);
  }

  #begin(id: string): StreamPair {
    const patience = setTimeout(() => {
      pair.error?.write(Buffer.from(`(request=${id}) timed out waiting for streams`));
      pair.error?.end();
      this.#forget(id, pair);
    }, STREAM_CREATION_TIMEOUT_MS);
    const pair: StreamPair = { input: new EarlyInput(() => pair.data?.reset()), patience };
    this.#pairs.set(id, pair);
    return pair;
  }

  #connect(id: string, port: number, pair: StreamPair): void {
    clearTimeout(pair.patience);
    if (!this.#pairs.has(id)) return;
    const { data, error } = pair;
    const connection = this.ports.connect(port, {
      data: (bytes) => data?.write(bytes),
      error: (text) => error?.write(Buffer.from(text)),
      end: () => {
        data?.end();
        error?.end();
      },
    });
    pair.connection = connection;
    pair.input.handOver(connection);
  }

  #dataReader(id: string, pair: StreamPair): SpdyStreamReader {
    return {
      data: (bytes) => pair.input.data(bytes),
      end: () => pair.input.end(),
      closed: () => this.#forget(id, pair),
    };
  }

  #errorReader(id: string, pair: StreamPair): SpdyStreamReader {
    const ignored = (): void => undefined;
    const closed = (): void => {
      if (!pair.data) this.#forget(id, pair);
    };
    return { data: ignored, end: ignored, closed };
  }

  #forget(id: string, pair: StreamPair): void {
    clearTimeout(pair.patience);
    pair.connection?.close();
    this.#pairs.delete(id);
  }
}

function portOf({ headers }: SpdyStream): number | undefined {
  const text = headers.get('port') ?? '';
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** Clients that do not number their requests open the stream for errors first, and the one for data right after it. */
function requestIdOf({ headers, id }: SpdyStream, type: 'data' | 'error'): string {
  return headers.get('requestid') || String(type === 'error' ? id : id - 2);
}
