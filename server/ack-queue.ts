// HOT: once per QoS 1/2 PUBLISH received.
import { PUBACK, PUBREL } from "#core/mqtt/packets.ts";
import { EMPTY } from "./empty.ts";

/** More than all packet identifiers. */
const OWED_MAX = 65_536;

/** What an acknowledgement may have to wait for. */
interface Waiting {
  readonly open: boolean;
}

/**
 * The PUBACK, PUBREC, PUBREL and PUBCOMP owed to one connection, in the order of what they answer [MQTT-4.6.0-2]
 * [MQTT-4.6.0-3] [MQTT-4.6.0-4]. They leave when the connection's turn is flushed, all in one buffer. One that must
 * wait for something waits here, and with it those behind it.
 */
export class AckQueue {
  /** Type, reason code and packet identifier in one integer each: 4, 8 and 16 bits. */
  #owed: number[] = [];
  #pubacks = 0;
  /** What the acknowledgements at some places wait for, in their order; places count from the first ever pushed. */
  #gates: { readonly place: number; readonly gate: Waiting }[] = [];
  /** The place of the first one owed. */
  #base = 0;

  /** PUBACKs not sent yet: their PUBLISHes still count against the client's send quota. */
  get pubacks(): number {
    return this.#pubacks;
  }

  get empty(): boolean {
    return this.#owed.length === 0;
  }

  get size(): number {
    return this.#owed.length;
  }

  /** As many as a client must not owe: it repeats itself while the journal waits, and is read no more. */
  get full(): boolean {
    return this.#owed.length > OWED_MAX;
  }

  push(type: number, packetId: number, reasonCode: number): void {
    if (type === PUBACK) this.#pubacks++;
    this.#owed.push((type << 24) | (reasonCode << 16) | packetId);
  }

  /** As `push`, to leave not before `gate` is open. */
  pushAfter(gate: Waiting, type: number, packetId: number, reasonCode: number): void {
    this.#gates.push({ place: this.#base + this.#owed.length, gate });
    this.push(type, packetId, reasonCode);
  }

  /** Takes all acknowledgements that may leave, encoded for the given protocol version. */
  take(version: number): Buffer {
    const count = this.#gates.length === 0 ? this.#owed.length : this.#passable();
    if (count === 0) return EMPTY;
    const owed = this.#owed;
    const bytes = Buffer.allocUnsafe(count * 5);
    let end = 0;
    for (let i = 0; i < count; i++) {
      const ack = owed[i] as number;
      const type = ack >>> 24;
      const reasonCode = (ack >>> 16) & 0xff;
      const withCode = version === 5 && reasonCode !== 0;
      if (type === PUBACK) this.#pubacks--;
      bytes[end++] = type === PUBREL ? 0x62 : type << 4; // [MQTT-3.6.1-1]
      bytes[end++] = withCode ? 3 : 2;
      bytes[end++] = (ack >>> 8) & 0xff;
      bytes[end++] = ack & 0xff;
      // Success without properties leaves the reason code out (3.4.2.1); 3.1.1 has none.
      if (withCode) bytes[end++] = reasonCode;
    }
    this.#owed = count === owed.length ? [] : owed.slice(count);
    this.#base += count;
    return bytes.subarray(0, end);
  }

  /** How many stand before the first closed gate. */
  #passable(): number {
    const gates = this.#gates;
    let passed = 0;
    while (passed < gates.length && gates[passed]?.gate.open === true) passed++;
    if (passed > 0) this.#gates = passed === gates.length ? [] : gates.slice(passed);
    const closed = this.#gates[0];
    return closed === undefined ? this.#owed.length : closed.place - this.#base;
  }
}
