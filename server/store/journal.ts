import type { QoS } from "#core/mqtt/packets.ts";
import type { Connection } from "../connection.ts";
import type { Log } from "../log.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { ShareGroup } from "../share-group.ts";
import type { Tenant } from "../tenant.ts";
import { causeOf, RefusedError } from "./failure.ts";
import { formBatch } from "./form.ts";
import { Gate } from "./gate.ts";
import { type Gathered, gather, gatherGate, isEmpty, merge, nothingGathered } from "./gathered.ts";
import type { Pages } from "./pages.ts";
import { PendingChanges, Pressure } from "./pressure.ts";
import { Refusals } from "./refusals.ts";
import { Seal } from "./seal.ts";
import { SealedConnections } from "./sealed-connections.ts";
import { onStored, storeKey } from "./session-rows.ts";
import { StoredDelivery } from "./stored-delivery.ts";
import { HEAD_MAX } from "./stored-queue.ts";
import type { Writer } from "./writer.ts";

/** How long a message for connected clients may wait to be acknowledged by them before it is written: two ticks. */
const TICK_MS = 4;
const TICKS_TO_WAIT = 2;
/** Retained messages of QoS 0 are written this late. */
const LAZY_MS = 400;
/** An idle broker shows that it lives this often: sessions count their expiry from its last sign. */
const ALIVE_MS = 5_000;

/**
 * What is on its way to Postgres. All day long the broker says what has changed (a delivery, a session, a subscription,
 * …); the journal remembers the things, not the changes, and when it forms a batch each is written as it then is. What
 * came and went in between never touches the disk.
 *
 *   gathering → formed → writing → committed
 *
 * One batch is written at a time, and holds everything gathered when it is formed, at the end of a turn of the event
 * loop: what is committed is always the state of the whole broker at one moment. (One exception: a QoS 1 message that
 * connected clients may still acknowledge waits some milliseconds, and its publisher with it.) While a batch is
 * written the next one gathers, so that batches are small when there is little to do and large when there is much.
 */
export class Journal {
  /** The last batch committed, and everything before. */
  committed = 0;
  /** The batch that is being gathered. */
  gathering = 1;
  /** What is on its way. */
  readonly pressure = new Pressure();
  /** Highest number given to a session, a delivery or a message. */
  seq: number;
  tick = 0;
  readonly pages: Pages;
  /** Since the start, for metrics. */
  readonly counters = { batches: 0, inserted: 0, elided: 0, deleted: 0, refused: 0 };
  /** Told of each session that ended, once that is committed: its queue may be cleared away. */
  onEnded: (tenantId: string, sessionId: number) => void = () => {};
  /** Persistent sessions by their number. */
  readonly sessions = new Map<number, Session>();
  readonly #writer: Writer;
  readonly #log: Log;
  readonly #onFenced: () => void;
  readonly #refusals: Refusals;
  readonly #sealed = new SealedConnections();
  #writingSinceMs = 0;
  #gathered: Gathered = nothingGathered();
  #changes = new PendingChanges(this.pressure);
  #writing = false;
  #scheduled = false;
  #ticking: NodeJS.Timeout | undefined = undefined;
  #lazy: NodeJS.Timeout | undefined = undefined;
  #afterCommit: (() => void)[] = [];
  #waiting: Connection[] = [];
  #idle: (() => void)[] = [];
  readonly #alive: NodeJS.Timeout;
  #closed = false;

  /** @param onFenced another broker has taken over: nothing can be written any more */
  constructor(writer: Writer, pages: Pages, seq: number, log: Log, onFenced: () => void) {
    this.#writer = writer;
    this.pages = pages;
    this.seq = seq;
    this.#log = log;
    this.#onFenced = onFenced;
    this.#alive = setInterval(() => this.#schedule(true), ALIVE_MS);
    this.#alive.unref();
    writer.onTrouble = () => this.pressure.readOn();
    this.#refusals = new Refusals(this, writer, log, (gathered) => {
      merge(this.#gathered, gathered);
      this.#schedule();
    });
  }

  /** Why nothing is written at the moment; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#writer.trouble;
  }

  /** Statements tried again at once, after a deadlock or the like. */
  get repeated(): number {
    return this.#writer.repeated;
  }

  /** Full, and it may last: what would have to be stored is refused. */
  get refusing(): boolean {
    return this.#writer.trouble !== undefined && this.pressure.full;
  }

  /** The batch at hand has been on its way for so long; 0 while there is none. */
  get writingSeconds(): number {
    return this.#writingSinceMs === 0 ? 0 : (performance.now() - this.#writingSinceMs) / 1000;
  }

  nextNumber(): number {
    return ++this.seq;
  }

  /** A message is on its way to a persistent session. */
  delivery(
    session: Session,
    message: Message,
    qos: QoS,
    retain: boolean,
    identifiers: number[] | undefined,
    group: ShareGroup | undefined,
  ): StoredDelivery {
    message.gate ??= new Gate(this);
    const gate = message.gate;
    const delivery = new StoredDelivery(session, ++this.seq, gate, this.tick, message, qos, retain, identifiers, group);
    gate.owed++;
    this.pressure.add(message.bytes);
    delivery.dirty = true;
    this.#gathered.deliveries.push(delivery);
    if (qos === 1 && message.elidable && session.connection !== undefined) this.#startTicking();
    else this.#schedule();
    return delivery;
  }

  /** The delivery's packet identifier or state changed. */
  touch(delivery: StoredDelivery): void {
    if (!delivery.dirty) {
      delivery.dirty = true;
      this.#gathered.deliveries.push(delivery);
    }
    this.#schedule();
  }

  /** The delivery was sent, under a packet identifier that its row may not know yet. QoS 1: nobody waits for that. */
  sent(delivery: StoredDelivery): void {
    if (!delivery.exists || delivery.dirty || !delivery.changed) return;
    delivery.dirty = true;
    this.#gathered.deliveries.push(delivery);
    this.#startTicking();
  }

  /** The delivery is acknowledged, dropped or expired. */
  over(delivery: StoredDelivery): void {
    if (delivery.over) return;
    delivery.over = true;
    this.settle(delivery);
    // Deleting can wait for company: nobody waits for it, and repeating a delivery is the lesser evil.
    if (delivery.exists && !delivery.dirty) {
      delivery.dirty = true;
      this.#gathered.deliveries.push(delivery);
      this.#startTicking();
    }
  }

  /** Nothing keeps the delivery's publisher from its acknowledgement any more. */
  settle(delivery: StoredDelivery): void {
    if (delivery.settled) return;
    delivery.settled = true;
    this.pressure.remove(delivery.message.bytes);
    delivery.gate.settle();
  }

  /** The session is new, resumed, left, or has another will. */
  session(session: Session): void {
    this.#gathered.sessions.set(storeKey(session), session);
    this.#schedule();
  }

  /** The session is no more. */
  ended(session: Session): void {
    this.sessions.delete(session.storeId);
    this.#gathered.sessions.set(storeKey(session), session);
    this.#gathered.ended.push(session);
    this.#gathered.subscriptions.delete(session);
    this.#gathered.incoming.delete(session);
    this.#gathered.trims.delete(session);
    this.#schedule();
  }

  /** The session's subscription of this name came, changed or went. */
  subscription(session: Session, name: string): void {
    gather(this.#gathered.subscriptions, session, name);
    this.#changes.add(name.length);
    this.#schedule();
  }

  /** A packet identifier of QoS 2 was taken or released by the session's client. */
  incoming(session: Session, packetId: number): void {
    gather(this.#gathered.incoming, session, packetId);
    this.#schedule();
  }

  /** The retained message of the topic came, changed or went. @param lazily nobody waits for it */
  retained(tenant: Tenant, topic: string, lazily: boolean): void {
    gather(this.#gathered.retained, tenant, topic);
    if (!lazily) this.#schedule();
    else
      this.#lazy ??= setTimeout(() => {
        this.#lazy = undefined;
        this.#schedule();
      }, LAZY_MS).unref();
  }

  /** A retained message was published: its acknowledgement waits for it, if it has one. */
  publishedRetained(tenant: Tenant, message: Message): void {
    this.retained(tenant, message.topic, message.qos === 0);
    if (message.qos === 0) return;
    message.gate ??= new Gate(this);
    message.gate.batch = this.gathering;
    gatherGate(this.#gathered.retainedGates, tenant, message.topic, message.gate);
    this.#changes.add(message.bytes);
  }

  /** The oldest rows of the session's queue are to go, unread. */
  trim(session: Session, rows: number): void {
    this.#gathered.trims.set(session, (this.#gathered.trims.get(session) ?? 0) + rows);
    this.#schedule();
  }

  /** Opens once everything said so far is committed; wakes the connection then. */
  gate(waiter: Connection): Gate {
    return this.after(new Gate(this), waiter);
  }

  /** Has the gate wait also for everything said so far. */
  after(gate: Gate, waiter: Connection): Gate {
    gate.batch = this.gathering;
    this.wake(waiter);
    return gate;
  }

  /** Has the connection flushed once everything said so far is committed. */
  wake(connection: Connection): void {
    this.#waiting.push(connection);
    this.#schedule(true);
  }

  /** Calls back once everything said so far is committed. */
  afterCommit(callback: () => void): void {
    this.#afterCommit.push(callback);
    this.#schedule(true);
  }

  /** What the connection's client is told from now on it is told once everything said so far is committed. */
  seal(connection: Connection): Seal {
    if (connection.seal === undefined) {
      connection.seal = new Seal(this);
      this.#sealed.add(connection, connection.seal);
    }
    connection.seal.until = this.gathering;
    this.wake(connection);
    if (this.pressure.full) this.pressure.holdBack(connection);
    return connection.seal;
  }

  /** Resolves when all that was gathered is committed. */
  async flush(): Promise<void> {
    while (!this.#closed && (this.#writing || this.#scheduled || !isEmpty(this.#gathered))) {
      this.#schedule();
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  stop(): void {
    this.#closed = true;
    clearInterval(this.#alive);
    clearInterval(this.#ticking);
    clearTimeout(this.#lazy);
    this.#refusals.stop();
    this.#sealed.stop();
    this.#wakeIdle();
  }

  #startTicking(): void {
    this.#ticking ??= setInterval(() => {
      this.tick++;
      this.#schedule();
    }, TICK_MS);
  }

  /** @param always form a batch even when nothing is to be written: somebody counts on its number */
  #schedule(always = false): void {
    if (always) this.#gathered.always = true;
    if (this.#scheduled || this.#writing || this.#closed) return;
    this.#scheduled = true;
    setImmediate(this.#form);
  }

  readonly #form = (): void => {
    this.#scheduled = false;
    if (this.#writing || this.#closed) return;
    const gathered = this.#gathered;
    const youngest = this.tick - TICKS_TO_WAIT;
    const formed = formBatch(gathered, youngest, this);
    this.#gathered = nothingGathered();
    this.#gathered.deliveries = formed.kept;
    this.#gathered.retained = formed.later;
    const changes = this.#changes;
    this.#changes = new PendingChanges(this.pressure);
    this.counters.elided += formed.elided;
    if (formed.kept.length === 0 && this.#ticking !== undefined) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
    if (formed.batch.empty && !gathered.always) {
      changes.done();
      if (!this.pressure.full) this.pressure.readOn();
      this.#wakeIdle();
      return;
    }
    const number = this.gathering++;
    const callbacks = this.#afterCommit;
    const waiting = this.#waiting;
    this.#afterCommit = [];
    this.#waiting = [];
    this.#writing = true;
    if (this.#writingSinceMs === 0) this.#writingSinceMs = performance.now();
    const { seq } = this;
    this.#writer
      .write((fence) => formed.batch.statement({ ...fence, seq }))
      .then(
        () => {
          this.#writing = false;
          this.#writingSinceMs = 0;
          this.committed = number;
          changes.done();
          this.counters.deleted += formed.deleted;
          for (const { tenant, storeId } of gathered.ended) this.onEnded(tenant.id, storeId);
          this.counters.batches++;
          this.#refusals.passed();
          this.counters.inserted += formed.inserted.length;
          this.#onCommitted(formed, callbacks, waiting);
        },
        (error) => {
          if (error instanceof RefusedError) void this.#tellApart(gathered, changes, callbacks, waiting, error.message);
          else this.#onStopped(error);
        },
      );
  };

  /** Postgres will not have the batch: nothing of it is written. The guilty part is refused, the rest gathered again. */
  async #tellApart(
    gathered: Gathered,
    changes: PendingChanges,
    callbacks: (() => void)[],
    waiting: Connection[],
    cause: string,
  ): Promise<void> {
    try {
      // Those that are dirty are gathered again already, or were left for later.
      gathered.deliveries = gathered.deliveries.filter(({ dirty }) => !dirty);
      for (const delivery of gathered.deliveries) delivery.dirty = true;
      const rest = await this.#refusals.tellApart(gathered, cause);
      merge(rest, this.#gathered);
      this.#gathered = rest;
      this.#changes.absorb(changes);
      this.#afterCommit = [...callbacks, ...this.#afterCommit];
      this.#waiting = [...waiting, ...this.#waiting];
      this.#writing = false;
      this.#schedule(true);
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

  #onCommitted(formed: ReturnType<typeof formBatch>, callbacks: (() => void)[], waiting: Connection[]): void {
    const sessions = new Set<Session>();
    for (const delivery of formed.inserted) {
      delivery.exists = true;
      this.settle(delivery);
      // Sent or acknowledged while it was written.
      if (!delivery.dirty && (delivery.over || delivery.changed)) {
        delivery.dirty = true;
        this.#gathered.deliveries.push(delivery);
      }
      sessions.add(delivery.session);
    }
    for (const { delivery, packetId, released } of formed.updated) {
      delivery.rowPacketId = packetId;
      delivery.rowReleased = released;
      sessions.add(delivery.session);
    }
    for (const session of sessions) onStored(session, HEAD_MAX);
    for (const connection of waiting) connection.touch();
    for (const callback of callbacks) callback();
    if (!this.pressure.full) this.pressure.readOn();
    if (!isEmpty(this.#gathered)) this.#schedule();
    this.#wakeIdle();
  }

  #wakeIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
