import { SERVER_BUSY, SERVER_UNAVAILABLE } from "#core/mqtt/reason-codes.ts";
import type { Broker } from "../broker.ts";
import type { Connection } from "../connection.ts";
import { giveUp } from "../packets/give-up.ts";
import type { Seal } from "./seal.ts";

const EVERY_MS = 250;

/** The journal has waited for the database so long that nobody new is asked to wait with it. */
export function isStalled({ journal, limits }: Broker): boolean {
  return journal !== undefined && journal.writingSeconds >= limits.storeWaitSecondsMax;
}

/**
 * The clients whose CONNACK, SUBACK or UNSUBACK waits for the journal. They do not wait for ever: a client that hears
 * nothing cannot tell a database that is away from a network that is.
 */
export class SealedConnections {
  /** In the order they began to wait. */
  #waiting: { readonly connection: Connection; readonly seal: Seal }[] = [];
  #timer: NodeJS.Timeout | undefined = undefined;

  add(connection: Connection, seal: Seal): void {
    this.#waiting.push({ connection, seal });
    this.#timer ??= setInterval(() => this.#check(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#waiting = [];
  }

  #check(): void {
    const nowMs = performance.now();
    // Most have been answered long since.
    this.#waiting = this.#waiting.filter(({ connection, seal }) => connection.seal === seal && !connection.isClosed);
    const waitMs = (this.#waiting[0]?.connection.broker.limits.storeWaitSecondsMax ?? 0) * 1000;
    const tired = this.#waiting.filter(({ seal }) => nowMs - seal.sinceMs >= waitMs);
    for (const { connection, seal } of tired) refuse(connection, seal);
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Says no in place of the answers that wait, where the client's version has words for it; ends the connection where not. */
function refuse(connection: Connection, seal: Seal): void {
  if (seal.open) return;
  const refusals = seal.refusals.filter((refusal) => refusal !== undefined);
  if (seal.greeting !== undefined || refusals.length < seal.refusals.length) {
    // A DISCONNECT cannot say 0x88.
    const reasonCode = seal.greeting === undefined ? SERVER_BUSY : SERVER_UNAVAILABLE;
    giveUp(connection, reasonCode, "the database is away", "databaseAway");
    return;
  }
  // The last first: one may have replaced what another one made.
  for (const refusal of refusals.toReversed()) refusal();
  connection.seal = undefined;
  connection.touch();
}
