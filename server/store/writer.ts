import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { connect } from "#db/connect.ts";
import type { Log } from "../log.ts";
import type { Statement } from "./batch.ts";
import { causeOf, FencedError, failureKind, isConnectionLost, NoAnswerError, RefusedError } from "./failure.ts";

const RETRY_FIRST_MS = 50;
const RETRY_LAST_MS = 1_000;
/** A statement not answered after this long is tried again on a new connection; the fence keeps it from happening twice. */
const ANSWER_MS_MAX = 15_000;
/** Whoever holds a row or a table longer than this holds up everybody. */
const LOCK_MS_MAX = 3_000;
/** When it is only being found out whose rows are held. */
const TRIAL_LOCK_MS_MAX = 250;

/** How often a statement is tried before it is said to be refused. */
interface Patience {
  /** With errors that a repetition cures. */
  readonly transient: number;
  /** On connections that answer, and break over this statement. */
  readonly lost: number;
}
const WRITE: Patience = { transient: 4, lost: 8 };
const TRIAL: Patience = { transient: 3, lost: 2 };

/** How the writing connection has PostgreSQL plan and commit. */
export const WRITING = {
  application_name: "hato journal",
  synchronous_commit: "on",
  // Every part of a batch is rows looked up by primary key. Plans made while a table was empty, or by statistics of
  // a moment when it was, would scan it for ever.
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
  lock_timeout: String(LOCK_MS_MAX),
} as Record<string, string>;

type Make = (fence: { epoch: number; batch: number; previous: number }) => Statement;

/** Ends a trial: nothing of it stays. */
const ROLL_BACK = new Error("only tried");

/**
 * The one connection that writes. Batches go through it one after the other, and each is tried until it is known to be
 * committed, or known to be refused: whatever was acknowledged rests on that. While Postgres is away it waits.
 */
export class Writer {
  epoch = 0;
  /** Why the batch at hand is not written yet; undefined while all is well. */
  trouble: string | undefined = undefined;
  /** Called when trouble begins. */
  onTrouble: () => void = () => {};
  /** Statements tried again at once, for metrics. */
  repeated = 0;
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
   * @throws RefusedError when Postgres will not have it; then nothing of it is written
   * @throws FencedError when another broker has begun
   */
  async write(make: Make): Promise<void> {
    const previous = this.#lastBatch;
    const batch = previous + 1;
    const { text, parameters } = make({ epoch: this.epoch, batch, previous });
    try {
      await this.#run(WRITE, async (sql) => {
        // A copy: the driver writes into the parameters it is given.
        const { count } = await sql.unsafe(text, [...parameters], { prepare: true });
        if (count > 0) return;
        const at = await this.#position(sql);
        if (at !== batch) throw new FencedError(`the database is at batch ${at}, not at ${batch}: it lost what it had`);
      });
    } catch (error) {
      // An earlier try, whose answer was lost, may have been committed.
      if (!(error instanceof RefusedError) || (await this.#run(WRITE, (sql) => this.#position(sql))) !== batch)
        throw error;
    }
    this.#lastBatch = batch;
    if (this.trouble !== undefined) this.#log("info", "the database writes again");
    this.trouble = undefined;
  }

  /** Has Postgres do what `write` would, and undo it. Undefined: it passes. Else why not. */
  async refusal(make: Make): Promise<string | undefined> {
    const previous = this.#lastBatch;
    const { text, parameters } = make({ epoch: this.epoch, batch: previous + 1, previous });
    try {
      await this.#run(TRIAL, async (sql) => {
        const tried = sql.begin(async (transaction) => {
          await transaction.unsafe(`set local lock_timeout = ${TRIAL_LOCK_MS_MAX}`);
          await transaction.unsafe(text, [...parameters]);
          await transaction.unsafe("set constraints all immediate");
          throw ROLL_BACK;
        });
        await tried.catch((error: unknown) => {
          if (error !== ROLL_BACK) throw error;
        });
      });
      return undefined;
    } catch (error) {
      if (error instanceof RefusedError) return error.message;
      throw error;
    }
  }

  /** Not even the journal's own row can be written: waits a while before that is tried again. */
  async wait(cause: string): Promise<void> {
    this.#troubled(cause, 1);
    await sleep(RETRY_LAST_MS);
  }

  /** Does the work on this connection until it succeeds or is refused. It must bear being done twice. */
  async #run<T>(patience: Patience, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    let transient = 0;
    let lost = 0;
    for (let attempt = 1; ; attempt++) {
      let answers = false;
      try {
        // After a break: is it the database, or is it this statement?
        if (lost > 0) await this.#inTime(this.#sql`select 1`);
        answers = true;
        return await this.#inTime(work(this.#sql));
      } catch (error) {
        if (error instanceof FencedError || this.#closed) throw error;
        const kind = failureKind(error);
        if (kind === "transient") transient++;
        const broken = isConnectionLost(error);
        if (broken) this.#connectAnew();
        if (answers && broken) lost++;
        if (kind === "refused" || transient >= patience.transient || lost >= patience.lost)
          throw new RefusedError(error);
        if (kind === "transient") {
          this.repeated++;
          await sleep(Math.random() * RETRY_FIRST_MS);
          continue;
        }
        this.#troubled(causeOf(error), attempt);
      }
      await sleep(Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10)));
    }
  }

  #troubled(cause: string, attempt: number): void {
    const begins = this.trouble === undefined;
    if (begins || attempt % 60 === 0) {
      this.#log("error", "the database does not take the journal; trying on", { cause, attempt });
    }
    this.trouble = cause;
    if (begins) this.onTrouble();
  }

  /** The last batch that is committed. */
  async #position(sql: postgres.Sql): Promise<number> {
    const [row] = await sql<{ epoch: string; batch: string }[]>`select epoch, batch from journal`;
    if (Number(row?.epoch) !== this.epoch) throw new FencedError("another broker uses this database");
    return Number(row?.batch);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sql.end({ timeout: 2 });
  }

  /**
   * Not left to the driver: where a connection breaks in the turn of a write, it keeps what was to be written for the
   * next connection and does not send that one's greeting, so that nothing is written until connect_timeout.
   */
  #connectAnew(): void {
    void this.#sql.end({ timeout: 0 });
    this.#sql = this.#connect();
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#connectAnew();
        reject(new NoAnswerError(`no answer in ${ANSWER_MS_MAX / 1000} s`));
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
      connection: WRITING,
    });
  }
}
