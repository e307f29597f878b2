// HOT: counts each delivery in and out.
import type { Connection } from "../connection.ts";

/** A row in Postgres without its message, in bytes of our memory. */
const ROW_BYTES = 400;
/** On the way to Postgres, in number and bytes; at it publishers of more are not read. */
const PENDING_MAX = 16_384;
const PENDING_BYTES_MAX = 48 * 1024 * 1024;

/** How much is on its way to Postgres, and the connections that rest because it is too much. */
export class Pressure {
  /** Deliveries, retained messages and subscriptions. */
  pending = 0;
  pendingBytes = 0;
  #heldBack = new Set<Connection>();

  /** No more fits until a batch is committed. */
  get full(): boolean {
    return this.pending >= PENDING_MAX || this.pendingBytes >= PENDING_BYTES_MAX;
  }

  add(bytes: number): void {
    this.pending++;
    this.pendingBytes += bytes + ROW_BYTES;
  }

  remove(bytes: number): void {
    this.pending--;
    this.pendingBytes -= bytes + ROW_BYTES;
  }

  /** Has the connection rest until there is room again. */
  holdBack(connection: Connection): void {
    connection.heldBack = true;
    this.#heldBack.add(connection);
  }

  /** Those that rest go on. */
  readOn(): void {
    if (this.#heldBack.size === 0) return;
    const held = this.#heldBack;
    this.#heldBack = new Set();
    for (const connection of held) {
      connection.heldBack = false;
      if (!connection.isClosed) connection.broker.turn.yield(connection);
    }
  }
}

/** Changes whose clients wait for them; they count as pending until they are committed. */
export class PendingChanges {
  #count = 0;
  #bytes = 0;
  readonly #pressure: Pressure;

  constructor(pressure: Pressure) {
    this.#pressure = pressure;
  }

  add(bytes: number): void {
    this.#count++;
    this.#bytes += bytes + ROW_BYTES;
    this.#pressure.add(bytes);
  }

  /** Takes over what another one counts. */
  absorb(other: PendingChanges): void {
    this.#count += other.#count;
    this.#bytes += other.#bytes;
    other.#count = 0;
    other.#bytes = 0;
  }

  done(): void {
    this.#pressure.pending -= this.#count;
    this.#pressure.pendingBytes -= this.#bytes;
    this.#count = 0;
    this.#bytes = 0;
  }
}
