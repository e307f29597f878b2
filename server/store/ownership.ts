import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { connect } from "#db/connect.ts";
import type { Log } from "../log.ts";

/** Any number that nothing else in this database locks: "hatj" in ASCII. */
const BROKER_LOCK = 0x6861746a;
/** A broker that was killed may hold its lock until Postgres notices. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 200;

/** Another broker uses this database. */
export class DatabaseInUseError extends Error {
  override readonly name = "DatabaseInUseError";
}

/**
 * One broker to a database: an advisory lock on a connection of its own, held as long as that lives. The lock is for
 * the message an operator gets; what keeps a second broker from writing is the journal's fence.
 */
export class Ownership {
  readonly #log: Log;
  readonly #onLost: () => void;
  readonly #sql: postgres.Sql;
  #closed = false;

  /** @param onLost another broker got the lock while the connection was gone */
  constructor(url: string, log: Log, onLost: () => void) {
    this.#log = log;
    this.#onLost = onLost;
    this.#sql = connect(url, {
      max: 1,
      fetch_types: false,
      max_lifetime: null,
      connect_timeout: 5,
      onnotice: () => {},
      onclose: () => void this.#reclaim(),
      connection: { application_name: "hato lock" },
    });
  }

  /** @throws DatabaseInUseError */
  async claim(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.#try())) {
      if (Date.now() > deadline) throw new DatabaseInUseError("another Hato broker uses this database");
      await sleep(RETRY_MS);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sql.end({ timeout: 2 });
  }

  async #try(): Promise<boolean> {
    const [row] = await this.#sql<{ got: boolean }[]>`select pg_try_advisory_lock(${BROKER_LOCK}::bigint) as got`;
    return row?.got === true;
  }

  /** The connection is gone, and the lock with it. */
  async #reclaim(): Promise<void> {
    let refusedSince: number | undefined;
    while (!this.#closed) {
      await sleep(RETRY_MS);
      try {
        if (await this.#try()) return;
        refusedSince ??= Date.now();
        if (Date.now() - refusedSince > PATIENCE_MS) {
          this.#log("error", "another broker has taken over this database");
          this.#onLost();
          return;
        }
      } catch {
        // Postgres is still away; the journal tells of it.
      }
    }
  }
}
