import type { QoS } from "#core/mqtt/packets.ts";
import type { Connection } from "../connection.ts";
import type { Log } from "../log.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { ShareGroup } from "../share-group.ts";
import type { Tenant } from "../tenant.ts";
import { Batches } from "./batches.ts";
import { Gate } from "./gate.ts";
import { gather, gatherGate } from "./gathered.ts";
import type { Pages } from "./pages.ts";
import { Pressure } from "./pressure.ts";
import { Seal } from "./seal.ts";
import { SealedConnections } from "./sealed-connections.ts";
import { storeKey } from "./session-rows.ts";
import { StoredDelivery } from "./stored-delivery.ts";
import type { Writer } from "./writer.ts";

/** Retained messages of QoS 0 are written this late. */
const LAZY_MS = 400;

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
  /** What is on its way. */
  readonly pressure = new Pressure(() => this.trouble !== undefined);
  /** Highest number given to a session, a delivery or a message. */
  seq: number;
  readonly pages: Pages;
  /** Since the start, for metrics. */
  readonly counters = { batches: 0, inserted: 0, elided: 0, deleted: 0, refused: 0 };
  /** Told of each session that ended, once that is committed: its queue may be cleared away. */
  onEnded: (tenantId: string, sessionId: number) => void = () => {};
  /** Persistent sessions by their number. */
  readonly sessions = new Map<number, Session>();
  readonly #writer: Writer;
  readonly #batches: Batches;
  readonly #sealed = new SealedConnections();
  #lazy: NodeJS.Timeout | undefined = undefined;

  /** @param onFenced another broker has taken over: nothing can be written any more */
  constructor(writer: Writer, pages: Pages, seq: number, log: Log, onFenced: () => void) {
    this.#writer = writer;
    this.pages = pages;
    this.seq = seq;
    this.#batches = new Batches(this, writer, log, onFenced);
    writer.onTrouble = () => this.pressure.readOn();
  }

  /** The last batch committed, and everything before. */
  get committed(): number {
    return this.#batches.committed;
  }

  /** Rises every few milliseconds while something waits for company. */
  get tick(): number {
    return this.#batches.tick;
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
    return this.#batches.writingSeconds;
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
    delivery.pressing = qos !== 1 || !message.elidable || session.connection === undefined;
    this.pressure.add(message.bytes, delivery.pressing);
    delivery.dirty = true;
    this.#batches.gathered.deliveries.push(delivery);
    if (delivery.pressing) this.#batches.schedule();
    else this.#batches.startTicking();
    return delivery;
  }

  /** The delivery's packet identifier or state changed. */
  touch(delivery: StoredDelivery): void {
    if (!delivery.dirty) {
      delivery.dirty = true;
      this.#batches.gathered.deliveries.push(delivery);
    }
    this.#batches.schedule();
  }

  /** The delivery was sent, under a packet identifier that its row may not know yet. QoS 1: nobody waits for that. */
  sent(delivery: StoredDelivery): void {
    if (!delivery.exists || delivery.dirty || !delivery.changed) return;
    delivery.dirty = true;
    this.#batches.gathered.deliveries.push(delivery);
    this.#batches.startTicking();
  }

  /** The delivery is acknowledged, dropped or expired. */
  over(delivery: StoredDelivery): void {
    if (delivery.over) return;
    delivery.over = true;
    this.settle(delivery);
    // Deleting can wait for company: nobody waits for it, and repeating a delivery is the lesser evil.
    if (delivery.exists && !delivery.dirty) {
      delivery.dirty = true;
      this.#batches.gathered.deliveries.push(delivery);
      this.#batches.startTicking();
    }
  }

  /** Nothing keeps the delivery's publisher from its acknowledgement any more. */
  settle(delivery: StoredDelivery): void {
    if (delivery.settled) return;
    delivery.settled = true;
    this.pressure.remove(delivery.message.bytes, delivery.pressing);
    delivery.gate.settle();
  }

  /** The session is new, resumed, left, or has another will. */
  session(session: Session): void {
    this.#batches.gathered.sessions.set(storeKey(session), session);
    this.#batches.schedule();
  }

  /** The session is no more. */
  ended(session: Session): void {
    this.sessions.delete(session.storeId);
    this.#batches.gathered.sessions.set(storeKey(session), session);
    this.#batches.gathered.ended.push(session);
    this.#batches.gathered.subscriptions.delete(session);
    this.#batches.gathered.incoming.delete(session);
    this.#batches.gathered.trims.delete(session);
    this.#batches.schedule();
  }

  /** The session's subscription of this name came, changed or went. */
  subscription(session: Session, name: string): void {
    gather(this.#batches.gathered.subscriptions, session, name);
    this.#batches.changes.add(name.length);
    this.#batches.schedule();
  }

  /** A packet identifier of QoS 2 was taken or released by the session's client. */
  incoming(session: Session, packetId: number): void {
    gather(this.#batches.gathered.incoming, session, packetId);
    this.#batches.schedule();
  }

  /** The retained message of the topic came, changed or went. @param lazily nobody waits for it */
  retained(tenant: Tenant, topic: string, lazily: boolean): void {
    gather(this.#batches.gathered.retained, tenant, topic);
    if (!lazily) this.#batches.schedule();
    else
      this.#lazy ??= setTimeout(() => {
        this.#lazy = undefined;
        this.#batches.schedule();
      }, LAZY_MS).unref();
  }

  /** A retained message was published: its acknowledgement waits for it, if it has one. */
  publishedRetained(tenant: Tenant, message: Message): void {
    this.retained(tenant, message.topic, message.qos === 0);
    if (message.qos === 0) return;
    message.gate ??= new Gate(this);
    message.gate.batch = this.#batches.gathering;
    gatherGate(this.#batches.gathered.retainedGates, tenant, message.topic, message.gate);
    this.#batches.changes.add(message.bytes);
  }

  /** The oldest rows of the session's queue are to go, unread. */
  trim(session: Session, rows: number): void {
    this.#batches.gathered.trims.set(session, (this.#batches.gathered.trims.get(session) ?? 0) + rows);
    this.#batches.schedule();
  }

  /** Opens once everything said so far is committed; wakes the connection then. */
  gate(waiter: Connection): Gate {
    return this.after(new Gate(this), waiter);
  }

  /** Has the gate wait also for everything said so far. */
  after(gate: Gate, waiter: Connection): Gate {
    gate.batch = this.#batches.gathering;
    this.wake(waiter);
    return gate;
  }

  /** Has the connection flushed once everything said so far is committed. */
  wake(connection: Connection): void {
    this.#batches.wake(connection);
  }

  /** Calls back once everything said so far is committed. */
  afterCommit(callback: () => void): void {
    this.#batches.afterCommit(callback);
  }

  /** What the connection's client is told from now on it is told once everything said so far is committed. */
  seal(connection: Connection): Seal {
    if (connection.seal === undefined) {
      connection.seal = new Seal(this);
      this.#sealed.add(connection, connection.seal);
    }
    connection.seal.until = this.#batches.gathering;
    this.wake(connection);
    if (this.pressure.full) this.pressure.holdBack(connection);
    return connection.seal;
  }

  /** Resolves when all that was gathered is committed. */
  flush(): Promise<void> {
    return this.#batches.flush();
  }

  stop(): void {
    clearTimeout(this.#lazy);
    this.#sealed.stop();
    this.#batches.stop();
  }
}
