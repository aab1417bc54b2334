/** A client's end of SPDY/3.1 on a raw socket, as Go's spdystream speaks it: headers compressed in one stream, no windows. */
import { connect, type Socket } from 'node:net';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { ControlFrame, controlFrame, dataFrame, FrameReader } from '../../lib/server/spdy/frame-reader';
import { HEADER_DICTIONARY } from '../../lib/server/spdy/header-dictionary';

export function upgradeRequest(method: string, path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n${lines.join('')}\r\n`;
}

export class SpdyClient {
  /** What came on each stream, by its id. */
  readonly received = new Map<number, string>();
  readonly replies: number[] = [];
  readonly refused: number[] = [];
  readonly ended: number[] = [];
  readonly pings: number[] = [];
  /** The answer's head. */
  head = '';
  readonly closed: Promise<void>;
  readonly #deflate: Deflate = createDeflate({ dictionary: HEADER_DICTIONARY, level: constants.Z_BEST_COMPRESSION });
  readonly #frames = new FrameReader({
    control: (type, _flags, payload) => this.#control(type, payload),
    data: (id, bytes, last) => {
      this.received.set(id, (this.received.get(id) ?? '') + bytes.toString());
      if (last) this.ended.push(id);
    },
  });
  #nextId = 1;

  private constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => socket.destroy());
  }

  static async open(url: string, path: string, protocol: string): Promise<SpdyClient> {
    const client = new SpdyClient(connect(Number(new URL(url).port), '127.0.0.1'));
    const headers = { Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': protocol };
    client.socket.write(upgradeRequest('POST', path, headers));
    await new Promise<void>((resolve) => {
      client.socket.on('data', (chunk: Buffer) => {
        if (client.head.includes('\r\n\r\n')) {
          client.#frames.read(chunk);
          return;
        }
        const text = client.head + chunk.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        client.head = end < 0 ? text : text.slice(0, end + 4);
        if (end < 0) return;
        client.#frames.read(Buffer.from(text.slice(end + 4), 'latin1'));
        resolve();
      });
      client.socket.on('close', resolve);
    });
    return client;
  }

  /** Opens a stream; answers its id. */
  async stream(headers: Readonly<Record<string, string>>): Promise<number> {
    const id = this.#nextId;
    this.#nextId += 2;
    const head = Buffer.alloc(10);
    head.writeUInt32BE(id, 0);
    this.socket.write(
      controlFrame(ControlFrame.SYN_STREAM, Buffer.concat([head, await this.#compressed(block(headers))])),
    );
    return id;
  }

  send(id: number, text: string, last = false): void {
    this.socket.write(dataFrame(id, Buffer.from(text), last));
  }

  ping(id: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(id);
    this.socket.write(controlFrame(ControlFrame.PING, payload));
  }

  #compressed(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const take = (chunk: Buffer): void => void chunks.push(chunk);
      this.#deflate.on('data', take);
      this.#deflate.write(bytes);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        this.#deflate.off('data', take);
        resolve(Buffer.concat(chunks));
      });
    });
  }

  #control(type: number, payload: Buffer): void {
    const id = payload.readUInt32BE(0);
    if (type === ControlFrame.SYN_REPLY) this.replies.push(id);
    if (type === ControlFrame.RST_STREAM) this.refused.push(id);
    if (type === ControlFrame.PING) this.pings.push(id);
  }
}

function block(headers: Readonly<Record<string, string>>): Buffer {
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const texts = Object.entries(headers).flat();
  return Buffer.concat([word(texts.length / 2), ...texts.flatMap((text) => [word(text.length), Buffer.from(text)])]);
}
