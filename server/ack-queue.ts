// HOT: once per QoS 1/2 PUBLISH received.
import { PUBACK, PUBREC, PUBREL } from "#core/mqtt/packets.ts";
import { EMPTY } from "./empty.ts";

/** More than all packet identifiers. */
const OWED_MAX = 65_536;

/** What an acknowledgement may have to wait for. */
interface Waiting {
  readonly open: boolean;
  /** It will never be stored: 5.0 is told so by this reason code, 3.1.1 never; 0 while it may be. */
  readonly refusal: number;
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

  /** The next one owed must say no, to a client of a version that has no word for it: nothing more is sent. */
  refused = false;

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
    const count = this.#gates.length === 0 ? this.#owed.length : this.#passable(version);
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

  /** What the PUBREC owed under this packet identifier waits for; undefined if none is owed, or it waits for nothing. */
  pubrecGate(packetId: number): Waiting | undefined {
    const isIts = ({ place }: { place: number }) => {
      const ack = this.#owed[place - this.#base] as number;
      return ack >>> 24 === PUBREC && (ack & 0xffff) === packetId;
    };
    return this.#gates.find(isIts)?.gate;
  }

  /** Nothing owed is sent. */
  clear(): void {
    this.#base += this.#owed.length;
    this.#owed = [];
    this.#gates = [];
    this.#pubacks = 0;
  }

  /** How many stand before the first closed gate. */
  #passable(version: number): number {
    const gates = this.#gates;
    let passed = 0;
    for (; passed < gates.length; passed++) {
      const { place, gate } = gates[passed] as (typeof gates)[number];
      if (!gate.open) break;
      if (gate.refusal === 0) continue;
      this.refused = version !== 5;
      if (this.refused) break;
      this.#refuse(place - this.#base, gate.refusal);
    }
    if (passed > 0) this.#gates = passed === gates.length ? [] : gates.slice(passed);
    const closed = this.#gates[0];
    return closed === undefined ? this.#owed.length : closed.place - this.#base;
  }

  #refuse(at: number, reasonCode: number): void {
    const ack = this.#owed[at] as number;
    this.#owed[at] = (ack & 0xff00_ffff) | (reasonCode << 16);
  }
}
