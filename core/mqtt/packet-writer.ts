/**
 * Writes the data types of MQTT (1.5) one after the other into a buffer kept for the purpose, and at the end copies
 * the packet out of it. Cold: deliveries are laid out by hand in encode-delivery.ts.
 */

const ROOM_BYTES = 4_096;
/** Longest fixed header: one byte and four of Remaining Length. */
const HEADER_BYTES_MAX = 5;

/** Bytes that a value takes as a variable byte integer. */
export function variableByteIntegerLength(value: number): 1 | 2 | 3 | 4 {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

/** Writes a variable byte integer in its shortest form [MQTT-1.5.5-1]; returns the offset behind it. */
export function writeVariableByteInteger(target: Buffer, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

export class PacketWriter {
  #buffer: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  #at = HEADER_BYTES_MAX;

  /** Starts a packet; what an encoding that threw left behind is forgotten. */
  begin(): void {
    this.#at = HEADER_BYTES_MAX;
    if (this.#buffer.length > ROOM_BYTES) this.#buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  twoByteInteger(value: number): void {
    this.#reserve(2);
    this.#at = this.#buffer.writeUInt16BE(value, this.#at);
  }

  fourByteInteger(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32BE(value, this.#at);
  }

  variableByteInteger(value: number): void {
    this.#reserve(4);
    this.#at = writeVariableByteInteger(this.#buffer, this.#at, value);
  }

  utf8String(text: string): void {
    this.#reserve(2 + text.length * 3);
    const length = this.#buffer.write(text, this.#at + 2, "utf8");
    this.twoByteInteger(length); // a longer string than 65 535 bytes throws here: our own mistake
    this.#at += length;
  }

  binaryData(data: Uint8Array): void {
    this.twoByteInteger(data.length);
    this.raw(data);
  }

  raw(data: Uint8Array): void {
    this.#reserve(data.length);
    this.#buffer.set(data, this.#at);
    this.#at += data.length;
  }

  /** Starts a block that its length will precede; give the result to `endBlock`. */
  beginBlock(): number {
    this.#reserve(1);
    return this.#at++;
  }

  /** Puts the block's length before it, moving the block if the length takes more than the one byte kept for it. */
  endBlock(start: number): void {
    const length = this.#at - start - 1;
    const width = variableByteIntegerLength(length);
    if (width > 1) {
      this.#reserve(width - 1);
      this.#buffer.copyWithin(start + width, start + 1, this.#at);
      this.#at += width - 1;
    }
    writeVariableByteInteger(this.#buffer, start, length);
  }

  /** Puts the fixed header before what was written and returns the packet in a buffer of its own. */
  finish(type: number, flags: number): Buffer {
    const length = this.#at - HEADER_BYTES_MAX;
    const start = HEADER_BYTES_MAX - 1 - variableByteIntegerLength(length);
    this.#buffer[start] = (type << 4) | flags;
    writeVariableByteInteger(this.#buffer, start + 1, length);
    return Buffer.from(this.#buffer.subarray(start, this.#at));
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + length));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}
