/**
 * The compressed names and values of SPDY/3: read from one compression stream for a whole connection, written without compression.
 *
 * Each block ends with a sync flush, so it can be inflated by itself once the text before it is known: no state of zlib is held, and
 * nothing waits.
 *
 * @see https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1 (2.6.10 Name/Value Header Block)
 */
import { constants, inflateRawSync } from 'node:zlib';
import { HEADER_DICTIONARY } from './header-dictionary';

/** How far back a compressed text may refer. */
const WINDOW_BYTES = 32 * 1024;
const MAX_BLOCK_BYTES = 64 * 1024;
const HAS_DICTIONARY = 0x20;

export class HeaderBlockError extends Error {
  override readonly name = 'HeaderBlockError';
}

export class HeaderBlockReader {
  #window: Buffer | undefined;

  /** Names in lower case. @throws HeaderBlockError */
  read(block: Buffer): ReadonlyMap<string, string> {
    const compressed = this.#window ? block : this.#afterPrelude(block);
    let text: Buffer;
    try {
      text = inflateRawSync(compressed, {
        dictionary: this.#window,
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: MAX_BLOCK_BYTES,
      });
    } catch (error) {
      throw new HeaderBlockError(error instanceof Error ? error.message : String(error));
    }
    this.#window = Buffer.concat([this.#window ?? HEADER_DICTIONARY, text]).subarray(-WINDOW_BYTES);
    return namesAndValues(text);
  }

  /** The compression stream starts with two bytes that describe it, and a checksum of the dictionary if it uses one. */
  #afterPrelude(block: Buffer): Buffer {
    if (block.length < 2) throw new HeaderBlockError('the compression stream has no beginning');
    this.#window = HEADER_DICTIONARY;
    return block.subarray((block[1]! & HAS_DICTIONARY) === 0 ? 2 : 6);
  }
}

function namesAndValues(text: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  const length = (): number => {
    if (at + 4 > text.length) throw new HeaderBlockError('a header block ends too early');
    at += 4;
    return text.readUInt32BE(at - 4);
  };
  const part = (): string => {
    const size = length();
    if (at + size > text.length) throw new HeaderBlockError('a header is longer than its block');
    at += size;
    return text.toString('utf8', at - size, at);
  };
  for (let left = length(); left > 0; left--) {
    const name = part().toLowerCase();
    found.set(name, part());
  }
  return found;
}

/** A block of deflate that is not compressed: its kind, its length and the complement of it, the bytes. An empty one ends a flush. */
function storedBlock(bytes: readonly number[]): number[] {
  return [0x00, bytes.length, 0x00, bytes.length ^ 0xff, 0xff, ...bytes];
}

/** Writes blocks without a header, which is all that a server of streams has to say. */
export class EmptyHeaderBlocks {
  #begun = false;

  next(): Buffer {
    const stored = Buffer.from([...storedBlock([0, 0, 0, 0]), ...storedBlock([])]);
    if (this.#begun) return stored;
    this.#begun = true;
    return Buffer.concat([Buffer.from([0x78, 0x01]), stored]);
  }
}
