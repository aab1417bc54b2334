/**
 * The server's end of a SPDY/3.1 connection as Kubernetes uses it: the client opens streams, bytes go both ways.
 *
 * Like Go's spdystream it neither keeps windows nor compresses; what a client does not read is bounded for the whole connection.
 *
 * Upstream: github.com/moby/spdystream (connection.go, stream.go), staging/src/k8s.io/apimachinery/pkg/util/httpstream/spdy
 */
import type { Duplex } from 'node:stream';
import { MAX_WAITING_BYTES } from '../http/watch-response';
import { ControlFrame, controlFrame, dataFrame, FLAG_FIN, FrameError, FrameReader } from './frame-reader';
import { EmptyHeaderBlocks, HeaderBlockError, HeaderBlockReader } from './header-block';

/** Streams that are open at a time. */
const MAX_STREAMS = 2_000;
const REFUSED_STREAM = 3;
const CANCEL = 5;
/** A frame cannot be longer. */
const MAX_DATA_BYTES = 2 ** 24 - 1;

/** What a stream brings. Nothing is called after `closed`. */
export interface SpdyStreamReader {
  data(bytes: Buffer): void;
  /** The client sends no more. */
  end(): void;
  /** Neither side sends any more: reset, or the connection is gone. */
  closed(): void;
}

export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  write(bytes: Uint8Array): void;
  /** Sends no more. */
  end(): void;
  reset(): void;
}

interface OpenStream {
  readonly reader: SpdyStreamReader;
  localEnded: boolean;
  remoteEnded: boolean;
}

export class SpdyConnection {
  readonly #streams = new Map<number, OpenStream>();
  readonly #headers = new HeaderBlockReader();
  readonly #replies = new EmptyHeaderBlocks();
  #lastStreamId = 0;

  /** @param accept takes a stream that the client opens; undefined refuses it */
  constructor(
    private readonly wire: Duplex,
    private readonly accept: (stream: SpdyStream) => SpdyStreamReader | undefined,
  ) {
    const frames = new FrameReader({
      control: (type, flags, payload) => this.#control(type, flags, payload),
      data: (streamId, bytes, last) => this.#data(streamId, bytes, last),
    });
    wire.on('data', (chunk: Buffer) => this.#read(frames, chunk));
    wire.on('error', () => wire.destroy());
    wire.on('end', () => wire.end());
    wire.on('close', () => this.#closeAll());
  }

  /** Says goodbye and ends the connection once all is sent. */
  close(): void {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.#lastStreamId, 0);
    this.#send(controlFrame(ControlFrame.GOAWAY, payload));
    this.wire.end();
  }

  #read(frames: FrameReader, chunk: Buffer): void {
    try {
      frames.read(chunk);
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof HeaderBlockError)) throw error;
      this.wire.destroy();
    }
  }

  #control(type: number, flags: number, payload: Buffer): void {
    switch (type) {
      case ControlFrame.SYN_STREAM:
        return this.#open(flags, payload);
      case ControlFrame.RST_STREAM:
        return this.#forget(wordOf(payload));
      case ControlFrame.PING:
        // Odd ones are the client's questions; this end asks none.
        return this.#send(controlFrame(ControlFrame.PING, payload));
      case ControlFrame.GOAWAY:
        this.wire.end();
        return;
      default: // settings and windows are not kept
    }
  }

  #open(flags: number, payload: Buffer): void {
    if (payload.length < 10) throw new FrameError('a stream is opened without an id');
    const id = wordOf(payload);
    const headers = this.#headers.read(payload.subarray(10));
    if (id % 2 === 0 || id <= this.#lastStreamId) throw new FrameError(`stream ${id} is not the client's next one`);
    this.#lastStreamId = id;
    const reader = this.#streams.size < MAX_STREAMS ? this.accept(this.#stream(id, headers)) : undefined;
    if (!reader) {
      this.#sendReset(id, REFUSED_STREAM);
      return;
    }
    this.#streams.set(id, { reader, localEnded: false, remoteEnded: false });
    this.#send(controlFrame(ControlFrame.SYN_REPLY, Buffer.concat([payload.subarray(0, 4), this.#replies.next()])));
    if ((flags & FLAG_FIN) !== 0) this.#data(id, Buffer.alloc(0), true);
  }

  #stream(id: number, headers: ReadonlyMap<string, string>): SpdyStream {
    return {
      id,
      headers,
      write: (bytes) => this.#write(id, bytes),
      end: () => this.#endLocally(id),
      reset: () => {
        if (this.#streams.has(id)) this.#sendReset(id, CANCEL);
        this.#forget(id);
      },
    };
  }

  #data(streamId: number, bytes: Buffer, last: boolean): void {
    const stream = this.#streams.get(streamId);
    if (!stream || stream.remoteEnded) return;
    if (bytes.length > 0) stream.reader.data(bytes);
    if (!last) return;
    stream.remoteEnded = true;
    stream.reader.end();
    if (stream.localEnded) this.#forget(streamId);
  }

  #write(id: number, bytes: Uint8Array): void {
    const stream = this.#streams.get(id);
    if (!stream || stream.localEnded || bytes.length === 0) return;
    for (let at = 0; at < bytes.length; at += MAX_DATA_BYTES) {
      this.#send(dataFrame(id, bytes.subarray(at, at + MAX_DATA_BYTES), false));
    }
  }

  #endLocally(id: number): void {
    const stream = this.#streams.get(id);
    if (!stream || stream.localEnded) return;
    stream.localEnded = true;
    this.#send(dataFrame(id, Buffer.alloc(0), true));
    if (stream.remoteEnded) this.#forget(id);
  }

  #sendReset(id: number, status: number): void {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(id, 0);
    payload.writeUInt32BE(status, 4);
    this.#send(controlFrame(ControlFrame.RST_STREAM, payload));
  }

  #send(frame: Buffer): void {
    if (this.wire.destroyed || this.wire.writableEnded) return;
    this.wire.write(frame);
    if (this.wire.writableLength > MAX_WAITING_BYTES) this.wire.destroy();
  }

  #forget(id: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#streams.delete(id);
    stream.reader.closed();
  }

  #closeAll(): void {
    for (const id of [...this.#streams.keys()]) this.#forget(id);
  }
}

function wordOf(payload: Buffer): number {
  if (payload.length < 4) throw new FrameError('a control frame is too short');
  return payload.readUInt32BE(0) & 0x7fffffff;
}
