import type { Connection } from "../connection.ts";
import type { Log } from "../log.ts";
import type { Session } from "../session.ts";
import { causeOf, RefusedError } from "./failure.ts";
import { type Formed, formBatch } from "./form.ts";
import { type Gathered, isEmpty, merge, nothingGathered } from "./gathered.ts";
import type { Journal } from "./journal.ts";
import { PendingChanges } from "./pressure.ts";
import { Refusals } from "./refusals.ts";
import { onStored } from "./session-rows.ts";
import { HEAD_MAX } from "./stored-queue.ts";
import type { Writer } from "./writer.ts";

/** How long a message for connected clients may wait to be acknowledged by them before it is written: two ticks. */
const TICK_MS = 4;
const TICKS_TO_WAIT = 2;
/** An idle broker shows that it lives this often: sessions count their expiry from its last sign. */
const ALIVE_MS = 5_000;

/** What waits for a batch. */
interface Waiters {
  readonly changes: PendingChanges;
  readonly callbacks: (() => void)[];
  readonly connections: Connection[];
}

/**
 * Forms, writes and commits the journal's batches, one at a time, each at the end of a turn of the event loop:
 *
 *   gathering → formed → writing → committed
 *                 ↑         ↓ refused by Postgres
 *                 └──── told apart
 */
export class Batches {
  /** The last batch committed, and everything before. */
  committed = 0;
  /** The batch that is being gathered. */
  gathering = 1;
  gathered: Gathered = nothingGathered();
  /** Changes gathered whose clients wait for them. */
  changes: PendingChanges;
  tick = 0;
  readonly #journal: Journal;
  readonly #writer: Writer;
  readonly #log: Log;
  readonly #onFenced: () => void;
  readonly #refusals: Refusals;
  #writing = false;
  #writingSinceMs = 0;
  #scheduled = false;
  #ticking: NodeJS.Timeout | undefined = undefined;
  #callbacks: (() => void)[] = [];
  #connections: Connection[] = [];
  #idle: (() => void)[] = [];
  readonly #alive: NodeJS.Timeout;
  #closed = false;

  /** @param onFenced another broker has taken over: nothing can be written any more */
  constructor(journal: Journal, writer: Writer, log: Log, onFenced: () => void) {
    this.#journal = journal;
    this.#writer = writer;
    this.#log = log;
    this.#onFenced = onFenced;
    this.changes = new PendingChanges(journal.pressure);
    this.#alive = setInterval(() => this.schedule(true), ALIVE_MS);
    this.#alive.unref();
    this.#refusals = new Refusals(journal, writer, log, (gathered) => {
      merge(this.gathered, gathered);
      this.schedule();
    });
  }

  /** The batch at hand has been on its way for so long; 0 while there is none. */
  get writingSeconds(): number {
    return this.#writingSinceMs === 0 ? 0 : (performance.now() - this.#writingSinceMs) / 1000;
  }

  /** Has the connection flushed once everything said so far is committed. */
  wake(connection: Connection): void {
    this.#connections.push(connection);
    this.schedule(true);
  }

  /** Calls back once everything said so far is committed. */
  afterCommit(callback: () => void): void {
    this.#callbacks.push(callback);
    this.schedule(true);
  }

  /** Resolves when all that was gathered is committed. */
  async flush(): Promise<void> {
    while (!this.#closed && (this.#writing || this.#scheduled || !isEmpty(this.gathered))) {
      this.schedule();
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  stop(): void {
    this.#closed = true;
    clearInterval(this.#alive);
    clearInterval(this.#ticking);
    this.#refusals.stop();
    this.#wakeIdle();
  }

  /** Has what was gathered written soon: nobody waits for it. */
  startTicking(): void {
    this.#ticking ??= setInterval(() => {
      this.tick++;
      this.schedule();
    }, TICK_MS);
  }

  /**
   * Has a batch formed at the end of this turn.
   * @param always even when nothing is to be written: somebody counts on its number
   */
  schedule(always = false): void {
    if (always) this.gathered.always = true;
    if (this.#scheduled || this.#writing || this.#closed) return;
    this.#scheduled = true;
    setImmediate(this.#form);
  }

  readonly #form = (): void => {
    this.#scheduled = false;
    if (this.#writing || this.#closed) return;
    const { counters, pressure } = this.#journal;
    const gathered = this.gathered;
    const youngest = this.tick - TICKS_TO_WAIT;
    const formed = formBatch(gathered, youngest, this.#journal);
    this.gathered = nothingGathered();
    this.gathered.deliveries = formed.kept;
    this.gathered.retained = formed.later;
    const changes = this.changes;
    this.changes = new PendingChanges(pressure);
    counters.elided += formed.elided;
    if (formed.kept.length === 0 && this.#ticking !== undefined) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
    if (formed.batch.empty && !gathered.always) {
      changes.done();
      if (!pressure.full) pressure.readOn();
      this.#wakeIdle();
      return;
    }
    const number = this.gathering++;
    const waiters: Waiters = { changes, callbacks: this.#callbacks, connections: this.#connections };
    this.#callbacks = [];
    this.#connections = [];
    this.#writing = true;
    if (this.#writingSinceMs === 0) this.#writingSinceMs = performance.now();
    const { seq } = this.#journal;
    this.#writer
      .write((fence) => formed.batch.statement({ ...fence, seq }))
      .then(
        () => {
          this.#writing = false;
          this.#writingSinceMs = 0;
          this.committed = number;
          counters.batches++;
          counters.inserted += formed.inserted.length;
          counters.deleted += formed.deleted;
          this.#refusals.passed();
          for (const { tenant, storeId } of gathered.ended) this.#journal.onEnded(tenant.id, storeId);
          this.#onCommitted(formed, waiters);
        },
        (error) => {
          if (error instanceof RefusedError) void this.#tellApart(gathered, waiters, error.message);
          else this.#onStopped(error);
        },
      );
  };

  /** Postgres will not have the batch: nothing of it is written. The guilty part is refused, the rest gathered again. */
  async #tellApart(gathered: Gathered, waiters: Waiters, cause: string): Promise<void> {
    try {
      // Those that are dirty are gathered again already, or were left for later.
      gathered.deliveries = gathered.deliveries.filter(({ dirty }) => !dirty);
      for (const delivery of gathered.deliveries) delivery.dirty = true;
      const rest = await this.#refusals.tellApart(gathered, cause);
      merge(rest, this.gathered);
      this.gathered = rest;
      this.changes.absorb(waiters.changes);
      this.#callbacks = [...waiters.callbacks, ...this.#callbacks];
      this.#connections = [...waiters.connections, ...this.#connections];
      this.#writing = false;
      this.schedule(true);
    } catch (error) {
      this.#onStopped(error);
    }
  }

  #onStopped(error: unknown): void {
    this.#writing = false;
    this.#closed = true;
    this.#wakeIdle();
    this.#log("error", "the journal has stopped", { cause: causeOf(error) });
    this.#onFenced();
  }

  #onCommitted(formed: Formed, { changes, connections, callbacks }: Waiters): void {
    const { pressure } = this.#journal;
    changes.done();
    const sessions = new Set<Session>();
    for (const delivery of formed.inserted) {
      delivery.exists = true;
      this.#journal.settle(delivery);
      // Sent or acknowledged while it was written.
      if (!delivery.dirty && (delivery.over || delivery.changed)) {
        delivery.dirty = true;
        this.gathered.deliveries.push(delivery);
      }
      sessions.add(delivery.session);
    }
    for (const { delivery, packetId, released } of formed.updated) {
      delivery.rowPacketId = packetId;
      delivery.rowReleased = released;
      sessions.add(delivery.session);
    }
    for (const session of sessions) onStored(session, HEAD_MAX);
    for (const connection of connections) connection.touch();
    for (const callback of callbacks) callback();
    if (!pressure.full) pressure.readOn();
    if (!isEmpty(this.gathered)) this.schedule();
    this.#wakeIdle();
  }

  #wakeIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
