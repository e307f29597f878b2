import type postgres from "postgres";
import type { Log } from "../log.ts";

const LOOK_MS = 1_000;
/** Rows gone before their space is used again: at least so many, and half of what lives. */
const VACUUM_AFTER = 100_000;
/** Rows gone in all before it is worth giving space back. */
const GIVE_BACK_AFTER = 20_000;
/** Looks without a row deleted: it is quiet. */
const QUIET_LOOKS = 10;
/** An index entry with its tenant's id, and as much again for pages that are half full. */
const INDEX_ROW_BYTES = 160;
/** An index is not too large before it is larger than this. */
const INDEX_BYTES_MIN = 16 * 1024 * 1024;
/** It waits for other people's transactions, and shall not for ever. */
const REINDEX_MS_MAX = 60_000;
const TABLES = ["deliveries", "messages"];

/**
 * For the connection: VACUUM pauses for two milliseconds after every twenty pages it changed. In one go it holds a core for a
 * tenth of a second, every second of full durable load, which on a small machine the broker's own traffic waits for.
 */
export const TIDYING = { application_name: "hato space", vacuum_cost_delay: "2", vacuum_cost_limit: "400" };

/** Rows written and deleted since the start. */
interface Counters {
  readonly inserted: number;
  readonly deleted: number;
}

/**
 * Keeps the tables of the queues lean, whose rows come and go by the million: while they do, the space of those that went
 * is used again (autovacuum looks once a minute, which is five million rows); once it is quiet, it is given back to the
 * system, indexes included, which PostgreSQL never does by itself.
 */
export class Space {
  readonly #counters: Counters;
  readonly #sql: postgres.Sql;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #tending: Promise<void> | undefined = undefined;
  #closed = false;
  /** `deleted` as it was then. */
  #vacuumedAt = 0;
  #givenBackAt = 0;
  #lookedAt = 0;
  #quietLooks = 0;

  /** @param sql a connection of its own: VACUUM is no part of a transaction */
  constructor(counters: Counters, sql: postgres.Sql, log: Log) {
    this.#counters = counters;
    this.#sql = sql;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const late = this.#sql.end({ timeout: 2 });
    await Promise.all([this.#tending, late]);
  }

  #look(): void {
    if (this.#tending !== undefined) return;
    const { inserted, deleted } = this.#counters;
    this.#quietLooks = deleted === this.#lookedAt ? this.#quietLooks + 1 : 0;
    this.#lookedAt = deleted;
    if (deleted - this.#vacuumedAt >= Math.max(VACUUM_AFTER, (inserted - deleted) / 2))
      this.#tend(() => this.#vacuum());
    else if (this.#quietLooks >= QUIET_LOOKS && deleted - this.#givenBackAt >= GIVE_BACK_AFTER) {
      this.#tend(() => this.giveBack());
    }
  }

  #tend(work: () => Promise<void>): void {
    this.#tending = work()
      .catch((error: unknown) => {
        if (!this.#closed) this.#log("warn", "could not tidy up the queues' tables", { error: String(error) });
      })
      .finally(() => {
        this.#tending = undefined;
      });
  }

  /** The space stays the table's: cutting a table short locks out the journal, and it would grow again at once. */
  async #vacuum(): Promise<void> {
    this.#vacuumedAt = this.#counters.deleted;
    for (const table of TABLES) await this.#sql`vacuum (truncate false) ${this.#sql(table)}`;
  }

  /** Cuts the tables short, and makes indexes anew that are mostly empty pages. */
  async giveBack(): Promise<void> {
    this.#vacuumedAt = this.#counters.deleted;
    this.#givenBackAt = this.#counters.deleted;
    for (const table of TABLES) await this.#sql`vacuum ${this.#sql(table)}`;
    await this.#sql`set statement_timeout = ${this.#sql.unsafe(String(REINDEX_MS_MAX))}`;
    try {
      await this.#reindex();
    } finally {
      await this.#sql`reset statement_timeout`;
    }
  }

  async #reindex(): Promise<void> {
    const indexes = await this.#sql<{ name: string; valid: boolean }[]>`
      select index.relname as name, i.indisvalid as valid from pg_index i
        join pg_class index on index.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      where i.indrelid = any(${`{${TABLES.join(",")}}`}::text::regclass[]) and (not i.indisvalid
        or pg_relation_size(index.oid) > ${INDEX_BYTES_MIN} + ${INDEX_ROW_BYTES} * greatest(t.reltuples, 0))`;
    for (const { name, valid } of indexes) {
      if (valid) await this.#sql`reindex index concurrently ${this.#sql(name)}`;
      // What an attempt that was broken off left behind.
      else await this.#sql`drop index concurrently if exists ${this.#sql(name)}`;
    }
  }
}
