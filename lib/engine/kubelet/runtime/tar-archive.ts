/**
 * Archives of `tar`, as bytes at once: what `kubectl cp` sends and expects. Files and directories; other kinds of entries are passed over.
 *
 * Upstream: POSIX.1-1988 (ustar), with GNU's and pax' entries for long names
 */

import { joined } from '../../apimachinery/bytes';

export interface ArchiveEntry {
  readonly path: string;
  readonly mode: number;
  readonly isDirectory: boolean;
  readonly content: Uint8Array;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const FIELDS = {
  name: 0,
  mode: 100,
  owner: 108,
  group: 116,
  size: 124,
  time: 136,
  checksum: 148,
  kind: 156,
  magic: 257,
  prefix: 345,
};
const OWNER = 'root';
const FILE = '0';
const DIRECTORY = '5';
const GNU_LONG_NAME = 'L';
const PAX = 'x';
/** GNU's stand-in for the name whose content is the long one. */
const LONG_LINK = '././@LongLink';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param timeMs when all of it was written */
export function writeArchive(entries: readonly ArchiveEntry[], timeMs: number): Uint8Array {
  const parts = entries.flatMap((entry) => {
    const path = entry.isDirectory ? `${entry.path.replace(/\/+$/, '')}/` : entry.path;
    const name = encoder.encode(path);
    const kind = entry.isDirectory ? DIRECTORY : FILE;
    const own = [header(name, entry.mode, entry.content.length, kind, timeMs), padded(entry.content)];
    if (name.length <= NAME_BYTES) return own;
    const ended = encoder.encode(`${path}\0`);
    return [header(encoder.encode(LONG_LINK), 0, ended.length, GNU_LONG_NAME, 0), padded(ended), ...own];
  });
  return joined([...parts, new Uint8Array(2 * BLOCK)]);
}

/** Undefined where the bytes are no whole archive. */
export function readArchive(bytes: Uint8Array): readonly ArchiveEntry[] | undefined {
  const entries: ArchiveEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) return entries;
    const size = Number.parseInt(text(block, FIELDS.size, 12), 8);
    const end = at + BLOCK + size;
    if (text(block, FIELDS.magic, 5) !== 'ustar' || !(size >= 0) || end > bytes.length) return undefined;
    const content = bytes.slice(at + BLOCK, end);
    const kind = text(block, FIELDS.kind, 1);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (kind === GNU_LONG_NAME || kind === PAX) {
      longName = kind === PAX ? paxPath(decoder.decode(content)) : decoder.decode(content).replace(/\0+$/, '');
      continue;
    }
    const path = longName ?? nameOf(block);
    longName = undefined;
    const isDirectory = kind === DIRECTORY;
    if (!isDirectory && kind !== FILE && kind !== '') continue;
    const mode = Number.parseInt(text(block, FIELDS.mode, 8), 8) & 0o777;
    entries.push({ path, mode, isDirectory, content: isDirectory ? new Uint8Array() : content });
  }
  // One that ends without its two empty blocks is taken as it is.
  return bytes.length === 0 ? undefined : entries;
}

function nameOf(block: Uint8Array): string {
  const prefix = text(block, FIELDS.prefix, 155);
  const name = text(block, FIELDS.name, NAME_BYTES);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `LENGTH path=VALUE\n` among other such records. */
function paxPath(records: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(records)?.[1];
}

function header(name: Uint8Array, mode: number, size: number, kind: string, timeMs: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(name.subarray(0, NAME_BYTES), FIELDS.name);
  const put = (at: number, value: string): void => block.set(encoder.encode(value), at);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  put(FIELDS.mode, octal(mode, 8));
  put(FIELDS.owner, octal(0, 8));
  put(FIELDS.group, octal(0, 8));
  put(FIELDS.size, octal(size, 12));
  put(FIELDS.time, octal(Math.floor(timeMs / 1000), 12));
  put(FIELDS.checksum, ' '.repeat(8));
  put(FIELDS.kind, kind);
  put(FIELDS.magic, 'ustar\x0000');
  put(FIELDS.magic + 8, OWNER);
  put(FIELDS.magic + 40, OWNER);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(FIELDS.checksum, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(content: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  whole.set(content);
  return whole;
}

function text(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end)).trim();
}
