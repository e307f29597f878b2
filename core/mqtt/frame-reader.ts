// HOT: once per packet received.
import { type ProtocolVersion, PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE } from "./packets.ts";
import { MALFORMED_PACKET, PACKET_TOO_LARGE, ProtocolError } from "./reason-codes.ts";

const EMPTY: Buffer = Buffer.alloc(0);

/** A partial packet starts with this much room and grows as its bytes really come. */
const PARTIAL_BYTES_MIN = 64;

/**
 * Cuts a byte stream into control packets.
 *
 *   push(chunk) → next() true: the fields describe one whole packet → … → next() false: push the next chunk
 *
 * A packet that lies whole in the chunk is a view into it. One that spans chunks is gathered in a buffer of the
 * reader's own, which grows by doubling as bytes arrive, never beyond the packet: announcing a large packet and
 * sending nothing costs nothing. Either way what was viewed is valid until the next push, and the reader lets go of it
 * when next() says false.
 *
 * After a ProtocolError the stream has no more meaning: the connection closes, the reader is not asked again.
 */
export class FrameReader {
  /** Packet type, 1 to 15. */
  type = 0;
  /** Low nibble of the first byte; already checked for every type but PUBLISH. */
  flags = 0;
  bytes: Buffer = EMPTY;
  /** Offset of the packet's first byte. */
  frameStart = 0;
  /** Offset of the variable header. */
  bodyStart = 0;
  /** Offset behind the packet. */
  bodyEnd = 0;
  /**
   * Set once CONNECT told it; 0 until then. MQTT 3.1 lets a client repeat PUBREL, SUBSCRIBE and UNSUBSCRIBE with DUP
   * set; 5.0 demands the shortest form of the Remaining Length.
   */
  protocolVersion: ProtocolVersion | 0 = 0;

  /** Larger packets are refused; may be changed between two of them. */
  maximumPacketSizeBytes: number;
  #chunk: Buffer = EMPTY;
  #at = 0;
  #partial: Buffer = EMPTY;
  /** Bytes of a packet begun in an earlier chunk. */
  #partialLength = 0;

  constructor(maximumPacketSizeBytes: number) {
    this.maximumPacketSizeBytes = maximumPacketSizeBytes;
  }

  /** Gives the reader the next bytes of the stream. All packets of the former chunk must have been taken. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /**
   * Moves to the next packet.
   * @returns false when the stream holds no further whole packet yet
   * @throws ProtocolError 0x81 malformed length or flags, 0x95 larger than allowed
   */
  next(): boolean {
    if (this.#partialLength > 0) return this.#completePartial();
    const start = this.#at;
    const available = this.#chunk.length - start;
    if (available > 0) {
      const size = this.#describe(this.#chunk, start, this.#chunk.length);
      if (size > 0 && size <= available) {
        this.#at = start + size;
        return true;
      }
      this.#keep(start, size);
    }
    return this.#exhausted();
  }

  /** Lets go of the chunk: an idle connection must not hold what it last received. */
  #exhausted(): false {
    this.#chunk = EMPTY;
    this.#at = 0;
    this.bytes = EMPTY;
    return false;
  }

  /**
   * Reads a fixed header into the fields.
   * @returns the size of the whole packet, or 0 when the header itself is incomplete
   */
  #describe(bytes: Buffer, start: number, end: number): number {
    const first = bytes[start] as number;
    const type = first >> 4;
    this.type = type;
    this.flags = first & 0x0f;
    if (type !== PUBLISH) this.#checkFlags();
    if (end - start < 2) return 0;
    let length = bytes[start + 1] as number;
    let at = start + 2;
    if (length >= 0x80) {
      length &= 0x7f;
      let multiplier = 128;
      for (;;) {
        if (multiplier > 2_097_152) throw new ProtocolError(MALFORMED_PACKET, "remaining length of five bytes");
        if (at === end) return 0;
        const byte = bytes[at++] as number;
        length += (byte & 0x7f) * multiplier;
        multiplier *= 128;
        if (byte < 0x80) {
          if (byte === 0 && this.protocolVersion === 5)
            throw new ProtocolError(MALFORMED_PACKET, "remaining length is not in its shortest form"); // [MQTT-1.5.5-1]
          break;
        }
      }
    }
    const size = at - start + length;
    // Set even if it is too large, so that whoever refuses it may look at what is there of it.
    this.bytes = bytes;
    this.frameStart = start;
    this.bodyStart = at;
    this.bodyEnd = start + size;
    if (size > this.maximumPacketSizeBytes)
      throw new ProtocolError(PACKET_TOO_LARGE, `packet of ${size} bytes, ${this.maximumPacketSizeBytes} are allowed`);
    return size;
  }

  #checkFlags(): void {
    const type = this.type;
    if (type === 0) throw new ProtocolError(MALFORMED_PACKET, "packet type 0 is reserved");
    const prescribed = type === PUBREL || type === SUBSCRIBE || type === UNSUBSCRIBE ? 0b0010 : 0; // [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
    const flags = this.protocolVersion === 3 && prescribed !== 0 ? this.flags & ~0b1000 : this.flags;
    if (flags !== prescribed)
      throw new ProtocolError(MALFORMED_PACKET, `flags 0x${this.flags.toString(16)} on a packet of type ${type}`); // [MQTT-2.2.2-2] [MQTT-2.1.3-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1]
  }

  /** Copies what the chunk holds of an unfinished packet; a new buffer, since the former one may still be viewed. */
  #keep(start: number, size: number): void {
    const length = this.#chunk.length - start;
    const room = Math.max(length, PARTIAL_BYTES_MIN);
    this.#partial = Buffer.allocUnsafeSlow(size > 0 ? Math.min(Math.max(room, length * 2), size) : room);
    this.#chunk.copy(this.#partial, 0, start);
    this.#partialLength = length;
  }

  /** Appends to the unfinished packet only what belongs to it, so that the rest of the chunk needs no copy. */
  #completePartial(): boolean {
    for (;;) {
      const size = this.#describe(this.#partial, 0, this.#partialLength);
      if (size > 0 && this.#partialLength === size) {
        this.#partialLength = 0;
        this.#partial = EMPTY; // `bytes` still holds it until the next packet
        return true;
      }
      const available = this.#chunk.length - this.#at;
      if (available === 0) return this.#exhausted();
      // While the header is incomplete, bytes come one by one: at most four times.
      const wanted = Math.min(size > 0 ? size - this.#partialLength : 1, available);
      this.#grow(this.#partialLength + wanted, size);
      this.#chunk.copy(this.#partial, this.#partialLength, this.#at, this.#at + wanted);
      this.#partialLength += wanted;
      this.#at += wanted;
    }
  }

  #grow(needed: number, size: number): void {
    if (needed <= this.#partial.length) return;
    const doubled = Math.max(needed, this.#partial.length * 2);
    const grown = Buffer.allocUnsafeSlow(size > 0 ? Math.min(doubled, size) : doubled);
    this.#partial.copy(grown, 0, 0, this.#partialLength);
    this.#partial = grown;
  }
}
