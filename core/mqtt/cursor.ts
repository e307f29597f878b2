import { MALFORMED_PACKET, ProtocolError } from "./reason-codes.ts";
import { decodeUtf8 } from "./utf8.ts";

/**
 * Reads the data types of MQTT (1.5) one after the other from [at, end). Every read names its field, so that a
 * truncated packet says in the log where it broke off. Cold: PUBLISH and the frame reader go by index instead.
 */
export class Cursor {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  byte(field: string): number {
    return this.bytes[this.#advance(1, field)] as number;
  }

  twoByteInteger(field: string): number {
    const at = this.#advance(2, field);
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  fourByteInteger(field: string): number {
    return this.bytes.readUInt32BE(this.#advance(4, field));
  }

  /** At most four bytes, in the shortest form. */
  variableByteInteger(field: string): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.byte(field);
      value += (byte & 0x7f) * 128 ** i;
      if (byte < 0x80) {
        if (byte === 0 && i > 0) throw new ProtocolError(MALFORMED_PACKET, `${field} is not in its shortest form`); // [MQTT-1.5.5-1]
        return value;
      }
    }
    throw new ProtocolError(MALFORMED_PACKET, `${field} is longer than four bytes`);
  }

  utf8String(field: string): string {
    const length = this.twoByteInteger(field);
    const start = this.#advance(length, field);
    return decodeUtf8(this.bytes, start, start + length, field);
  }

  /** A copy: what a cold packet holds outlives the chunk it came in. */
  binaryData(field: string): Buffer {
    const length = this.twoByteInteger(field);
    return this.copy(length, field);
  }

  /** Copies the next `length` bytes. */
  copy(length: number, field: string): Buffer {
    const start = this.#advance(length, field);
    return Buffer.from(this.bytes.subarray(start, start + length));
  }

  /** Every byte of the packet belongs to some field. */
  expectEnd(packet: string): void {
    if (this.at !== this.end)
      throw new ProtocolError(MALFORMED_PACKET, `${packet} has ${this.left} bytes more than its fields`);
  }

  #advance(length: number, field: string): number {
    const at = this.at;
    if (this.end - at < length) throw new ProtocolError(MALFORMED_PACKET, `packet ends inside its ${field}`);
    this.at = at + length;
    return at;
  }
}
