import type { QoS } from "#core/mqtt/packets.ts";
import { systemClock } from "../clock.ts";
import { Delivery, RELEASED } from "../delivery.ts";
import { EMPTY } from "../empty.ts";
import { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { ShareGroup } from "../share-group.ts";
import type { Gate } from "./gate.ts";

/** In the place of a message that nobody needs any more. */
const NO_MESSAGE = Message.fromParts("", EMPTY, 0, false, EMPTY, undefined, systemClock);

/**
 * A delivery to a persistent session, and what Postgres knows of it. The journal compares the two when it forms a
 * batch and writes the difference: a row to insert, to update or to delete, or nothing.
 */
export class StoredDelivery extends Delivery {
  readonly session: Session;
  /** The order of the session's queue; rises. */
  readonly seq: number;
  readonly gate: Gate;
  /** When it was made, in ticks of the journal. */
  readonly tick: number;
  /** Its row is committed. */
  exists = false;
  /** Acknowledged, dropped or expired: the row must go, or never come. */
  over = false;
  /** In the journal's list. */
  dirty = false;
  /** It was made to be written: no receiver was there to acknowledge it. */
  pressing = false;
  /** Its publisher waits for it no more. */
  settled = false;
  rowPacketId = 0;
  rowReleased = false;

  constructor(
    session: Session,
    seq: number,
    gate: Gate,
    tick: number,
    message: Message,
    qos: QoS,
    retain: boolean,
    identifiers: number[] | undefined,
    group: ShareGroup | undefined,
  ) {
    super(message, qos, retain, identifiers, group);
    this.session = session;
    this.seq = seq;
    this.gate = gate;
    this.tick = tick;
  }

  /**
   * A PUBLISH of QoS 2 leaves only once its packet identifier is on disk: after a crash it must be repeated under the
   * same one, or its receiver takes it for another message.
   */
  override get sendable(): boolean {
    return this.qos !== 2 || (this.exists && this.packetId !== 0 && this.rowPacketId === this.packetId);
  }

  /**
   * Acknowledged by its receiver. If it was not written yet, all that is left of it is a place in the journal's list until
   * the next tick, which shall not keep the message from being collected young: 1.29 → 1.15 µs a message.
   */
  letGo(): void {
    if (!this.exists && this.dirty) this.message = NO_MESSAGE;
  }

  /** The row is not what it should be. */
  get changed(): boolean {
    return this.rowPacketId !== this.packetId || this.rowReleased !== (this.state === RELEASED);
  }
}
