// HOT: once per QoS 1/2 PUBLISH received.
import { PUBACK } from "#core/mqtt/packets.ts";
import { EMPTY } from "./empty.ts";

/**
 * The PUBACK, PUBREC and PUBCOMP owed to one connection, in the order of what they answer [MQTT-4.6.0-2] [MQTT-4.6.0-3].
 * Every acknowledgement of a connection passes through here and leaves when its turn is flushed, all in one buffer.
 * An acknowledgement that must wait for something waits here, and with it those behind it.
 */
export class AckQueue {
  /** Type, reason code and packet identifier in one integer each: 4, 8 and 16 bits. */
  #owed: number[] = [];
  #pubacks = 0;

  /** PUBACKs not sent yet: their PUBLISHes still count against the client's send quota. */
  get pubacks(): number {
    return this.#pubacks;
  }

  get empty(): boolean {
    return this.#owed.length === 0;
  }

  push(type: number, packetId: number, reasonCode: number): void {
    if (type === PUBACK) this.#pubacks++;
    this.#owed.push((type << 24) | (reasonCode << 16) | packetId);
  }

  /** Takes all acknowledgements that may leave, encoded for the given protocol version. */
  take(version: number): Buffer {
    const owed = this.#owed;
    if (owed.length === 0) return EMPTY;
    const bytes = Buffer.allocUnsafe(owed.length * 5);
    let end = 0;
    for (let i = 0; i < owed.length; i++) {
      const ack = owed[i] as number;
      const reasonCode = (ack >>> 16) & 0xff;
      const withCode = version === 5 && reasonCode !== 0;
      bytes[end++] = (ack >>> 24) << 4;
      bytes[end++] = withCode ? 3 : 2;
      bytes[end++] = (ack >>> 8) & 0xff;
      bytes[end++] = ack & 0xff;
      // Success without properties leaves the reason code out (3.4.2.1); 3.1.1 has none.
      if (withCode) bytes[end++] = reasonCode;
    }
    this.#owed = [];
    this.#pubacks = 0;
    return bytes.subarray(0, end);
  }
}
