/**
 * Reads the wire format of protobuf: numbered fields, each a varint, a fixed number or a run of bytes.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
import { ParseError } from '../parse-error';

/** A field as it is on the wire: a whole number, or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MAX_VARINT_BYTES = 10;

/** @throws ParseError for bytes that are no message */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new WireReader(bytes);
  while (!reader.done) {
    const tag = Number(reader.varint());
    yield { number: tag >>> 3, value: reader.value(tag & 7) };
  }
}

/** Whole numbers one after another, as repeated fields may be packed. @throws ParseError */
export function packedVarints(bytes: Uint8Array): bigint[] {
  const reader = new WireReader(bytes);
  const numbers: bigint[] = [];
  while (!reader.done) numbers.push(reader.varint());
  return numbers;
}

class WireReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) throw new ParseError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ParseError('proto: integer overflow');
  }

  value(wireType: number): bigint | Uint8Array {
    switch (wireType) {
      case VARINT:
        return this.varint();
      case BYTES:
        return this.#take(Number(this.varint()));
      case FIXED64:
        return this.#take(8);
      case FIXED32:
        return this.#take(4);
      default:
        throw new ParseError(`proto: illegal wireType ${wireType}`);
    }
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (!(length >= 0) || end > this.bytes.length) throw new ParseError('unexpected EOF');
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
