/**
 * Messages of a WebSocket that say which of several channels they belong to: by a first byte, or as text by a first digit and base64.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/httpstream/wsstream/conn.go
 */
import type { WebSocket } from 'ws';
import { MAX_WAITING_BYTES } from '../http/watch-response';

/** From the fifth protocol on: this channel's message names a channel on which nothing more will come. */
const CLOSED_CHANNEL = 255;
const DIGIT_ZERO = 0x30;
const NORMAL_CLOSURE = 1000;
const UNSUPPORTED_DATA = 1003;

export interface ChannelsSink {
  message(channel: number, bytes: Buffer): void;
  /** The client sends nothing more on a channel. */
  closed(channel: number): void;
}

export class Channels {
  readonly #base64: boolean;

  constructor(
    private readonly socket: WebSocket,
    protocol: string,
    sink: ChannelsSink,
  ) {
    this.#base64 = protocol.endsWith('base64.channel.k8s.io');
    const tellsClosed = protocol === 'v5.channel.k8s.io';
    socket.on('message', (data) => {
      const message = data as Buffer;
      const first = message[0];
      if (first === undefined) return socket.close(UNSUPPORTED_DATA);
      if (tellsClosed && first === CLOSED_CHANNEL) return sink.closed(message[1] ?? CLOSED_CHANNEL);
      if (this.#base64) sink.message(first - DIGIT_ZERO, Buffer.from(message.toString('latin1', 1), 'base64'));
      else sink.message(first, message.subarray(1));
    });
    // What is no WebSocket ends the connection, which is told by `close`.
    socket.on('error', () => socket.terminate());
  }

  send(channel: number, bytes: Uint8Array): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.#base64) this.socket.send(`${channel}${Buffer.from(bytes).toString('base64')}`, { binary: false });
    else this.socket.send(Buffer.concat([Buffer.from([channel]), bytes]), { binary: true });
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES) this.socket.terminate();
  }

  close(): void {
    this.socket.close(NORMAL_CLOSURE);
  }
}
