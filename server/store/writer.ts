import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { connect } from "#db/connect.ts";
import type { Log } from "../log.ts";
import type { Statement } from "./batch.ts";

const RETRY_FIRST_MS = 50;
const RETRY_LAST_MS = 1_000;
/** A statement not answered after this long is tried again on a new connection; the fence keeps it from happening twice. */
const ANSWER_MS_MAX = 15_000;

/** Another broker writes this database's journal now. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/**
 * The one connection that writes. Batches go through it one after the other, and each is tried until it is known to be
 * committed: whatever was acknowledged rests on that.
 */
export class Writer {
  epoch = 0;
  /** Why the batch at hand is not written yet; undefined while all is well. */
  trouble: string | undefined = undefined;
  /** Called when trouble begins. */
  onTrouble: () => void = () => {};
  readonly #url: string;
  readonly #log: Log;
  #sql: postgres.Sql;
  /** Of this epoch, the last one that wrote anything. */
  #lastBatch = 0;
  #closed = false;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
    this.#sql = this.#connect();
  }

  /** Begins a new epoch; returns the highest number given out so far and when the former broker last wrote. */
  async begin(): Promise<{ seq: number; aliveAtMs: number }> {
    const [row] = await this.#sql<{ epoch: string; seq: string; alive: string }[]>`
      with former as (select alive_at from journal)
      update journal set epoch = epoch + 1, batch = 0, alive_at = now()
      returning epoch, seq, (select extract(epoch from alive_at) * 1000 from former) as alive`;
    if (row === undefined) throw new Error("the journal's row is missing");
    this.epoch = Number(row.epoch);
    return { seq: Number(row.seq), aliveAtMs: Number(row.alive) };
  }

  /**
   * Writes one batch; resolves when it is committed.
   * @throws FencedError when another broker has begun
   */
  async write(make: (fence: { epoch: number; batch: number; previous: number }) => Statement): Promise<void> {
    const previous = this.#lastBatch;
    const batch = previous + 1;
    const { text, parameters } = make({ epoch: this.epoch, batch, previous });
    await this.run(async (sql) => {
      // A copy: the driver writes into the parameters it is given.
      const rows = await sql.unsafe<{ passed: number }[]>(text, [...parameters], { prepare: true });
      if (rows[0]?.passed === 1) return;
      const [row] = await sql<{ epoch: string; batch: string }[]>`select epoch, batch from journal`;
      if (Number(row?.epoch) !== this.epoch) throw new FencedError("another broker uses this database");
      if (Number(row?.batch) !== batch) throw new Error(`journal at batch ${row?.batch}, not at ${batch}`);
    });
    this.#lastBatch = batch;
  }

  /** Does the work on this connection until it succeeds. It must bear being done twice. */
  async run<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#inTime(work(this.#sql));
        if (this.trouble !== undefined) this.#log("info", "the database writes again");
        this.trouble = undefined;
        return result;
      } catch (error) {
        if (error instanceof FencedError || this.#closed) throw error;
        const cause = error instanceof Error ? error.message || error.name : String(error);
        if (this.trouble === undefined || attempt % 60 === 0) {
          this.#log("error", "the database does not take the journal; trying on", { cause, attempt });
        }
        const begins = this.trouble === undefined;
        this.trouble = cause;
        if (begins) this.onTrouble();
      }
      await sleep(Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10)));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sql.end({ timeout: 2 });
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        void this.#sql.end({ timeout: 0 });
        this.#sql = this.#connect();
        reject(new Error(`no answer in ${ANSWER_MS_MAX / 1000} s`));
      }, ANSWER_MS_MAX);
    });
    work.catch(() => {});
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  #connect(): postgres.Sql {
    return connect(this.#url, {
      max: 1,
      fetch_types: false,
      max_lifetime: null,
      connect_timeout: 5,
      backoff: (attempt) => Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** attempt) / 1000,
      onnotice: () => {},
      connection: {
        application_name: "hato journal",
        synchronous_commit: "on",
        // Every part of a batch is rows looked up by primary key. Plans made while a table was empty, or by statistics of
        // a moment when it was, would scan it for ever.
        plan_cache_mode: "force_generic_plan",
        enable_seqscan: "off",
        enable_hashjoin: "off",
        enable_mergejoin: "off",
        jit: "off",
      } as Record<string, string>,
    });
  }
}
