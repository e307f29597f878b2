import { firstIllFormedByte } from "#core/mqtt/utf8.ts";
import { type BytesFault, DEPTH_MAX } from "./payload-format.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes are not what they should be; `read` of a format turns it into its answer. */
export class BytesError extends Error {
  readonly fault: BytesFault;
  readonly atByte: number;

  constructor(fault: BytesFault, atByte: number) {
    super(`${fault} at byte ${atByte}`);
    this.fault = fault;
    this.atByte = atByte;
  }
}

/** Reads a payload from front to back; every read throws BytesError rather than go beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.at === this.#bytes.length;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8));
  }
  i8(): number {
    return this.#view.getInt8(this.#advance(1));
  }
  i16(): number {
    return this.#view.getInt16(this.#advance(2));
  }
  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }
  f32(): number {
    return this.#view.getFloat32(this.#advance(4));
  }
  f64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    const start = this.#advance(length);
    const wrong = firstIllFormedByte(this.#bytes, start, start + length);
    if (wrong !== -1) throw new BytesError("utf8", wrong);
    return utf8.decode(this.#bytes.subarray(start, start + length));
  }

  /** Refuses to go deeper than a stack carries. */
  checkDepth(depth: number, atByte: number): void {
    if (depth > DEPTH_MAX) throw new BytesError("tooDeep", atByte);
  }

  #advance(length: number): number {
    const start = this.at;
    if (length > this.#bytes.length - start) throw new BytesError("truncated", this.#bytes.length);
    this.at = start + length;
    return start;
  }
}
