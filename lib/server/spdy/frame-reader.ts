/**
 * Cuts a stream of bytes into SPDY/3 frames. Data passes through as it comes, however long its frame; only control frames are gathered.
 *
 * @see https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1 (2.2 Framing)
 */
const HEAD_BYTES = 8;
const MAX_CONTROL_BYTES = 64 * 1024;
const SPDY_VERSION = 3;
export const FLAG_FIN = 0x01;

export const ControlFrame = { SYN_STREAM: 1, SYN_REPLY: 2, RST_STREAM: 3, PING: 6, GOAWAY: 7 } as const;

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export interface FrameSink {
  control(type: number, flags: number, payload: Buffer): void;
  /** A part of a data frame; `last` with the stream's last byte, or none. */
  data(streamId: number, bytes: Buffer, last: boolean): void;
}

interface OpenData {
  readonly streamId: number;
  readonly fin: boolean;
  left: number;
}

export class FrameReader {
  #gathered: Buffer = Buffer.alloc(0);
  #data: OpenData | undefined;

  constructor(private readonly sink: FrameSink) {}

  /** @throws FrameError for what is no SPDY/3 */
  read(chunk: Buffer): void {
    let rest = this.#gathered.length === 0 ? chunk : Buffer.concat([this.#gathered, chunk]);
    for (let before = -1; before !== rest.length && rest.length > 0;) {
      before = rest.length;
      rest = this.#data ? this.#passOn(this.#data, rest) : this.#frame(rest);
    }
    this.#gathered = rest;
  }

  #frame(bytes: Buffer): Buffer {
    if (bytes.length < HEAD_BYTES) return bytes;
    const word = bytes.readUInt32BE(0);
    const flags = bytes.readUInt8(4);
    const length = bytes.readUIntBE(5, 3);
    if (word < 0x80000000) {
      const fin = (flags & FLAG_FIN) !== 0;
      if (length === 0) this.sink.data(word, bytes.subarray(0, 0), fin);
      else this.#data = { streamId: word, fin, left: length };
      return bytes.subarray(HEAD_BYTES);
    }
    const version = (word >>> 16) & 0x7fff;
    if (version !== SPDY_VERSION) throw new FrameError(`version ${version} of SPDY is not spoken here`);
    if (length > MAX_CONTROL_BYTES) throw new FrameError(`a control frame of ${length} bytes is too long`);
    if (bytes.length < HEAD_BYTES + length) return bytes;
    this.sink.control(word & 0xffff, flags, bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
    return bytes.subarray(HEAD_BYTES + length);
  }

  #passOn(data: OpenData, bytes: Buffer): Buffer {
    const part = bytes.subarray(0, data.left);
    data.left -= part.length;
    if (data.left === 0) this.#data = undefined;
    this.sink.data(data.streamId, part, data.left === 0 && data.fin);
    return bytes.subarray(part.length);
  }
}

export function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(0x8000 | SPDY_VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export function dataFrame(streamId: number, bytes: Uint8Array, last: boolean): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(streamId, 0);
  head.writeUInt8(last ? FLAG_FIN : 0, 4);
  head.writeUIntBE(bytes.length, 5, 3);
  return Buffer.concat([head, bytes]);
}
