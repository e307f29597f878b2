import type { QoS } from "#core/mqtt/packets.ts";
import type { Message } from "./message.ts";
import type { ShareGroup } from "./share-group.ts";
import type { Trace } from "./trace/trace.ts";

/** Where a QoS 1/2 delivery stands. */
export const QUEUED = 0;
/** PUBLISH sent, PUBACK or PUBREC awaited. */
export const PUBLISHED = 1;
/** PUBREC received and PUBREL sent, PUBCOMP awaited. */
export const RELEASED = 2;

interface Rare {
  readonly identifiers: number[] | undefined;
  readonly group: ShareGroup | undefined;
  readonly trace: Trace | undefined;
}

/** One QoS 1/2 message on its way to one session: from the queue through the window to its last acknowledgement. */
export class Delivery {
  message: Message;
  readonly qos: QoS;
  readonly retain: boolean;
  /**
   * What few deliveries have, in one field: they are many, and live until they are acknowledged. Measured (QoS 1, 160
   * unacknowledged in each of 50 windows, broker without sockets): a field of its own for each costs 6 % more CPU.
   */
  readonly #rare: Rare | undefined;
  packetId = 0;
  /** Its place in the order of the window. */
  sequence = 0;
  state: typeof QUEUED | typeof PUBLISHED | typeof RELEASED = QUEUED;
  /** Sent on this connection or an earlier one: the next time is a repetition. */
  sent = false;

  constructor(
    message: Message,
    qos: QoS,
    retain: boolean,
    identifiers: number[] | undefined,
    group: ShareGroup | undefined,
  ) {
    this.message = message;
    this.qos = qos;
    this.retain = retain;
    const { trace } = message;
    const isRare = identifiers !== undefined || group !== undefined || trace !== undefined;
    this.#rare = isRare ? { identifiers, group, trace } : undefined;
  }

  /** Subscription Identifiers that matched. */
  get identifiers(): number[] | undefined {
    return this.#rare?.identifiers;
  }

  /** The shared subscription that chose this session: if the session dies, another member gets the message. */
  get group(): ShareGroup | undefined {
    return this.#rare?.group;
  }

  /** The message's; when the delivery is over, the message itself may have left the processor's cache. */
  get trace(): Trace | undefined {
    return this.#rare?.trace;
  }

  /** It may be sent now. */
  get sendable(): boolean {
    return true;
  }
}
