// HOT: deliver, once per receiver of a message.

import type { DropReason } from "#core/control.ts";
import type { ProtocolVersion, QoS } from "#core/mqtt/packets.ts";
import type { Connection } from "./connection.ts";
import { Delivery, PUBLISHED, RELEASED } from "./delivery.ts";
import { DeliveryQueue, type Queue } from "./delivery-queue.ts";
import type { EventOrigin } from "./events.ts";
import { Inflight } from "./inflight.ts";
import type { Message } from "./message.ts";
import { PacketIdSet } from "./packet-id-set.ts";
import { keepQueueLimits, refuseNewest, whyFull } from "./queue-limits.ts";
import { feedRetained, type RetainedFeed } from "./retained-feed.ts";
import type { Rights } from "./rights.ts";
import { sendPublish, sendQos0 } from "./send-publish.ts";
import type { ShareGroup } from "./share-group.ts";
import type { Journal } from "./store/journal.ts";
import { readPage } from "./store/read-page.ts";
import { sendAgain } from "./store/session-rows.ts";
import { StoredDelivery } from "./store/stored-delivery.ts";
import { StoredQueue } from "./store/stored-queue.ts";
import { NO_SUBSCRIPTIONS, type Subscription } from "./subscription.ts";
import type { Tenant } from "./tenant.ts";
import type { Timer } from "./timer-wheel.ts";
import type { Will } from "./will.ts";

/**
 * What MQTT keeps for one client, connected or not (4.1): subscriptions, QoS 1/2 deliveries on their way out, QoS 2
 * packet identifiers on their way in, and the will [MQTT-3.1.2-7].
 *
 * A QoS 1/2 delivery is first queued, then in the window (`inflight`), then gone. The window is the client's Receive
 * Maximum (or ours): `#quota` PUBLISHes may still be sent. After a reconnect the window's deliveries are sent again
 * in their order before anything from the queue. The quota starts anew with each connection, the window does not: a
 * client that never completes its QoS 2 deliveries gets no others, however often it comes back.
 *
 * A persistent session has a journal, which is told of all that changes; the bulk of its queue is in Postgres.
 */
export class Session {
  readonly tenant: Tenant;
  /** Rises with the order in which the tenant came to know its sessions. */
  readonly number: number;
  /** Principal and client id in one, unique in the tenant. */
  readonly key: string;
  readonly principalId: string;
  readonly clientId: string;
  /** Undefined while the client is away. */
  connection: Connection | undefined = undefined;
  rights: Rights;
  /** Who this is in events: as of the latest connection. */
  origin: EventOrigin;
  /** Session Expiry Interval in seconds as granted; 0 ends the session with its connection. */
  expirySeconds = 0;
  will: Will | undefined = undefined;
  /** Somebody listens for this device's PUBLISHes. */
  watched = false;
  /** What waits was meant for other rights, and is judged before it is sent. */
  suspect = false;
  /** It has, or had, a shared subscription. */
  hasShared = false;
  /** What of its queue is in Tenant.queuedBytes. */
  queuedBytesCounted = 0;
  /** See Subscription.weight. */
  subscriptionsWeight = 0;
  /** QoS 2 packet identifiers received and not yet released [MQTT-4.3.3-10]. */
  readonly incomingQos2 = new PacketIdSet();
  /** Retained messages that SUBSCRIBEs asked for and the socket has no room for yet, by subscription. */
  feeds: Map<string, RetainedFeed> | undefined = undefined;
  expiryTimer: Timer<Session> | undefined = undefined;
  willTimer: Timer<Session> | undefined = undefined;
  /** Defined for a persistent session, if the broker has a journal. */
  readonly journal: Journal | undefined;
  /** The session's number in Postgres, never used again; 0 for one that is not kept there. */
  readonly storeId: number;
  /** Of the latest connection. */
  protocolVersion: ProtocolVersion = 5;
  /** When the latest connection ended, in milliseconds of the clock. */
  disconnectedAtMs = 0;
  /** The session is no more. */
  ended = false;
  /** Undefined unless the session has a journal. */
  readonly stored: StoredQueue | undefined;

  /** The window. */
  readonly inflight = new Inflight();
  /** What waits for the window. */
  readonly queue: Queue;
  /** The window's deliveries still to be sent on this connection: again, or once they are on disk. */
  unsent: Delivery[] = [];
  /** Made with the first: most devices of a fleet only send. */
  #subscriptions: Map<string, Subscription> | undefined = undefined;
  #quota = 0;

  constructor(
    tenant: Tenant,
    key: string,
    principalId: string,
    clientId: string,
    rights: Rights,
    origin: EventOrigin,
    storeId: number,
  ) {
    this.tenant = tenant;
    this.number = tenant.sessions.nextNumber();
    this.key = key;
    this.principalId = principalId;
    this.clientId = clientId;
    this.rights = rights;
    this.origin = origin;
    this.storeId = storeId;
    this.journal = storeId === 0 ? undefined : tenant.broker.journal;
    this.stored = this.journal === undefined ? undefined : new StoredQueue();
    this.queue = this.stored ?? new DeliveryQueue();
    this.journal?.sessions.set(storeId, this);
  }

  /** By the name the client gave, `$share/…` included. */
  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions ?? NO_SUBSCRIPTIONS;
  }

  putSubscription(subscription: Subscription): void {
    this.#subscriptions ??= new Map();
    this.#subscriptions.set(subscription.name, subscription);
  }

  deleteSubscription(name: string): void {
    this.#subscriptions?.delete(name);
  }

  clearSubscriptions(): void {
    this.#subscriptions = undefined;
  }

  /** What shared subscriptions balance by: deliveries on their way, and KiB waiting for the socket. */
  get load(): number {
    const socket = this.connection === undefined ? 0 : this.connection.outbound.pendingBytes >> 10;
    return this.inflight.size + this.queue.length + socket;
  }

  /** True when an acknowledgement or room in the socket would let more be sent. */
  get waiting(): boolean {
    return this.queue.length > 0 || this.unsent.length > 0 || this.feeds !== undefined;
  }

  /**
   * Hands a message to this session: to its socket, its window or its queue.
   * @returns false when nobody is there to take it (QoS 0, client away)
   */
  deliver(
    message: Message,
    qos: QoS,
    retain: boolean,
    identifiers: number[] | undefined,
    group: ShareGroup | undefined,
  ): boolean {
    const connection = this.connection;
    if (qos === 0) {
      if (connection === undefined) return false;
      const reason = sendQos0(connection, message, retain, identifiers); // [MQTT-3.3.4-10] whatever the quota
      if (reason !== undefined) this.dropped(reason, message.topic, message); // [MQTT-3.1.2-25]
      return true;
    }
    const full = whyFull(this, message.bytes);
    if (full !== undefined) return refuseNewest(this, message, full);
    message.own();
    const delivery =
      this.journal === undefined
        ? new Delivery(message, qos, retain, identifiers, group)
        : this.journal.delivery(this, message, qos, retain, identifiers, group);
    const overtakes = this.queue.length > 0 || this.unsent.length > 0;
    if (connection === undefined || !this.open || overtakes || !connection.hasRoom) this.#enqueue(delivery);
    else if (delivery.sendable) this.#publish(connection, delivery);
    else this.#reserve(delivery);
    return true;
  }

  /** A connection took this session on: what was on its way is sent again. */
  attach(connection: Connection): void {
    this.connection = connection;
    this.protocolVersion = connection.version;
    this.#quota = connection.receiveMaximum;
    this.unsent = sendAgain(this, connection);
    this.pump();
  }

  /** Sends what waits, as far as window and socket allow. */
  pump(): void {
    const connection = this.connection;
    if (connection === undefined) return;
    while (this.#quota > 0 && connection.hasRoom) {
      const delivery = this.unsent[0];
      if (delivery === undefined || !delivery.sendable) break;
      this.unsent.shift();
      if (this.inflight.get(delivery.packetId) === delivery) this.#publish(connection, delivery);
    }
    while (this.open && connection.hasRoom) {
      const delivery = this.queue.shift();
      if (delivery === undefined) break;
      if (this.unsent.length === 0 && delivery.sendable) this.#publish(connection, delivery);
      else this.#reserve(delivery);
    }
    if (this.suspect && this.queue.length === 0 && this.unsent.length === 0) this.suspect = false;
    if (this.queuedBytesCounted !== this.queue.bytes) this.tenant.countQueued(this);
    if (this.stored?.hungry === true) void readPage(this, this.stored);
    if (this.feeds !== undefined && this.queue.length === 0) feedRetained(this, connection, this.feeds);
  }

  /** PUBACK, or a PUBREC that refuses: the delivery is over [MQTT-4.3.2-1]. False: no such delivery. */
  acknowledge(packetId: number, qos: QoS): boolean {
    const delivery = this.inflight.get(packetId);
    if (delivery === undefined || delivery.qos !== qos || delivery.state !== PUBLISHED) return false;
    this.#complete(delivery);
    return true;
  }

  /** PUBREC: the message is the client's now, whatever expires. False: no such delivery. */
  received(packetId: number): boolean {
    const delivery = this.inflight.get(packetId);
    if (delivery === undefined || delivery.qos !== 2) return false;
    delivery.state = RELEASED;
    delivery.trace?.received(this);
    if (delivery instanceof StoredDelivery) this.journal?.touch(delivery);
    return true;
  }

  /** PUBCOMP: the delivery is over. False: no such delivery. */
  completed(packetId: number): boolean {
    const delivery = this.inflight.get(packetId);
    if (delivery === undefined || delivery.state !== RELEASED) return false;
    this.#complete(delivery);
    return true;
  }

  /** Tells the journal that the delivery needs no keeping any more. */
  forget(delivery: Delivery): void {
    if (delivery instanceof StoredDelivery) this.journal?.over(delivery);
  }

  /** Counts a message that did not reach this client, and tells; see Drops.add. */
  dropped(reason: DropReason, topic: string, message?: Message): void {
    this.tenant.drops.add(this, reason, topic, message);
  }

  /** Another delivery may go into the window. */
  get open(): boolean {
    return this.#quota > this.unsent.length && this.inflight.size < this.tenant.limits.inflightMax;
  }

  #complete(delivery: Delivery): void {
    this.inflight.delete(delivery.packetId);
    delivery.trace?.acknowledged(this);
    if (this.journal !== undefined && delivery instanceof StoredDelivery) {
      this.journal.over(delivery);
      delivery.letGo();
    }
    const connection = this.connection;
    if (connection === undefined) return;
    if (this.#quota < connection.receiveMaximum) this.#quota++; // [MQTT-4.9.0-2]
    if (this.waiting) this.pump();
  }

  /** Sends a PUBLISH of QoS 1 or 2, for the first time or again. */
  #publish(connection: Connection, delivery: Delivery): void {
    const denied = this.suspect && !this.rights.mayReceive(delivery.message.topic);
    if (denied || (!delivery.sent && delivery.message.expired)) {
      this.#drop(delivery, denied ? "denied" : "expired"); // [MQTT-3.3.2-5] [MQTT-4.3.3-7]
      return;
    }
    if (delivery.packetId === 0) this.inflight.add(delivery);
    if (!sendPublish(connection, delivery)) {
      // Too large for this client: dropped as if delivered. [MQTT-3.1.2-25]
      this.#drop(delivery, "packetTooLarge");
      return;
    }
    delivery.sent = true;
    delivery.state = PUBLISHED;
    this.#quota--;
    if (this.journal !== undefined && delivery instanceof StoredDelivery) this.journal.sent(delivery);
  }

  /** Gives the delivery its place in the window, to be sent once that is on disk. */
  #reserve(delivery: Delivery): void {
    this.inflight.add(delivery);
    this.unsent.push(delivery);
    if (delivery instanceof StoredDelivery) this.journal?.touch(delivery);
  }

  #drop(delivery: Delivery, reason: DropReason): void {
    if (delivery.packetId !== 0) this.inflight.delete(delivery.packetId);
    this.dropped(reason, delivery.message.topic, delivery.message);
    this.forget(delivery);
  }

  #enqueue(delivery: Delivery): void {
    if (this.journal === undefined) delivery.message.settle();
    this.queue.push(delivery);
    keepQueueLimits(this, delivery);
  }
}
