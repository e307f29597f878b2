// HOT: asked once per acknowledgement that waits.
import type { QoS } from "#core/mqtt/packets.ts";
import type { Connection } from "../connection.ts";
import type { Session } from "../session.ts";
import type { Journal } from "./journal.ts";

/**
 * What one acknowledgement waits for: rows on their way to Postgres. A message that persistent sessions receive is
 * followed by its gate from the first of them until each has it, on disk or acknowledged.
 */
export class Gate {
  /** Deliveries of the message that are neither committed nor acknowledged. */
  owed = 0;
  /** The batch that must be committed as well; 0 for none. */
  batch = 0;
  /** Told when the last delivery is settled. */
  waiter: Connection | undefined = undefined;
  /** Who published, under which packet identifier and QoS; undefined for what no client waits for. */
  publisher: Session | undefined = undefined;
  packetId = 0;
  qos: QoS = 0;
  /** The reason code that the acknowledgement must carry instead: the message could not be stored. */
  refusal = 0;
  /** Its row in `messages`; 0 for none. */
  messageId = 0;
  /** New rows of it in the batch being formed. */
  rows = 0;
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get open(): boolean {
    return this.owed === 0 && this.batch <= this.#journal.committed;
  }

  /** One delivery less to wait for. */
  settle(): void {
    if (--this.owed === 0) this.waiter?.touch();
  }
}
