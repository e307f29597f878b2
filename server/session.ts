// HOT: deliver, once per receiver of a message.
import type { QoS } from "#core/mqtt/packets.ts";
import { SUCCESS } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";
import type { DropReason } from "./counters.ts";
import { Delivery, PUBLISHED, RELEASED } from "./delivery.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import type { EventOrigin } from "./events.ts";
import { Inflight } from "./inflight.ts";
import type { Message } from "./message.ts";
import { PacketIdSet } from "./packet-id-set.ts";
import { FEED_ENDED, FEED_PAUSED, type RetainedFeed } from "./retained-feed.ts";
import type { Rights } from "./rights.ts";
import { sendPublish, sendPubrel, sendQos0 } from "./send-publish.ts";
import type { ShareGroup } from "./share-group.ts";
import type { Subscription } from "./subscription.ts";
import type { Tenant } from "./tenant.ts";
import type { Timer } from "./timer-wheel.ts";
import type { Will } from "./will.ts";

/**
 * What MQTT keeps for one client, connected or not (4.1): subscriptions, QoS 1/2 deliveries on their way out, QoS 2
 * packet identifiers on their way in, and the will.
 *
 * A QoS 1/2 delivery is first queued, then in the window (`#inflight`), then gone. The window is the client's Receive
 * Maximum (or ours): `#quota` PUBLISHes may still be sent. After a reconnect the window's deliveries are sent again
 * in their order before anything from the queue. The quota starts anew with each connection, the window does not: a
 * client that never completes its QoS 2 deliveries gets no others, however often it comes back.
 */
export class Session {
  readonly tenant: Tenant;
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
  /** It has, or had, a shared subscription. */
  hasShared = false;
  /** By the name the client gave, `$share/…` included. */
  readonly subscriptions = new Map<string, Subscription>();
  /** QoS 2 packet identifiers received and not yet released [MQTT-4.3.3-10]. */
  readonly incomingQos2 = new PacketIdSet();
  /** Retained messages a SUBSCRIBE asked for and the socket has no room for yet. */
  feeds: RetainedFeed[] | undefined = undefined;
  expiryTimer: Timer<Session> | undefined = undefined;
  willTimer: Timer<Session> | undefined = undefined;

  readonly #inflight = new Inflight();
  readonly #queue = new DeliveryQueue();
  /** The window's deliveries still to be sent again on this connection. */
  #resend: Delivery[] = [];
  #quota = 0;

  constructor(tenant: Tenant, key: string, principalId: string, clientId: string, rights: Rights, origin: EventOrigin) {
    this.tenant = tenant;
    this.key = key;
    this.principalId = principalId;
    this.clientId = clientId;
    this.rights = rights;
    this.origin = origin;
  }

  /** What shared subscriptions balance by: deliveries on their way, and KiB waiting for the socket. */
  get load(): number {
    const socket = this.connection === undefined ? 0 : this.connection.outbound.pendingBytes >> 10;
    return this.#inflight.size + this.#queue.length + socket;
  }

  /** True when an acknowledgement or room in the socket would let more be sent. */
  get waiting(): boolean {
    return this.#queue.length > 0 || this.#resend.length > 0 || this.feeds !== undefined;
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
      const reason = sendQos0(connection, message, retain, identifiers);
      if (reason !== undefined) this.dropped(reason, message.topic); // [MQTT-3.1.2-25]
      return true;
    }
    message.own();
    const delivery = new Delivery(message, qos, retain, identifiers, group);
    const overtakes = this.#queue.length > 0 || this.#resend.length > 0;
    if (connection !== undefined && this.#open && !overtakes && connection.hasRoom) {
      this.#publish(connection, delivery);
    } else {
      this.#enqueue(delivery);
    }
    return true;
  }

  /** A connection took this session on: what was on its way is sent again. */
  attach(connection: Connection): void {
    this.connection = connection;
    this.#quota = connection.receiveMaximum;
    this.#resend = [];
    for (const delivery of this.#inflight.inOrder()) {
      if (delivery.state === RELEASED)
        sendPubrel(connection, delivery.packetId, SUCCESS); // [MQTT-4.4.0-1]
      else this.#resend.push(delivery);
    }
    this.pump();
  }

  /** Sends what waits, as far as window and socket allow. */
  pump(): void {
    const connection = this.connection;
    if (connection === undefined) return;
    while (this.#quota > 0 && this.#resend.length > 0 && connection.hasRoom) {
      const delivery = this.#resend.shift() as Delivery;
      if (this.#inflight.get(delivery.packetId) === delivery) this.#publish(connection, delivery);
    }
    if (this.#resend.length > 0) return;
    while (this.#open && connection.hasRoom) {
      const delivery = this.#queue.shift();
      if (delivery === undefined) break;
      this.#publish(connection, delivery);
    }
    if (this.feeds !== undefined && this.#queue.length === 0) this.#feed(connection, this.feeds);
  }

  /** Of a delivery in the window; undefined when there is none of this identifier. */
  inflightQos(packetId: number): QoS | undefined {
    return this.#inflight.get(packetId)?.qos;
  }

  /** PUBACK, or a PUBREC that refuses: the delivery is over. False: no such delivery. */
  acknowledge(packetId: number, qos: QoS): boolean {
    const delivery = this.#inflight.get(packetId);
    if (delivery === undefined || delivery.qos !== qos || delivery.state !== PUBLISHED) return false;
    this.#complete(packetId);
    return true;
  }

  /** PUBREC: the message is the client's now, whatever expires. False: no such delivery. */
  received(packetId: number): boolean {
    const delivery = this.#inflight.get(packetId);
    if (delivery === undefined || delivery.qos !== 2) return false;
    delivery.state = RELEASED;
    return true;
  }

  /** PUBCOMP: the delivery is over. False: no such delivery. */
  completed(packetId: number): boolean {
    const delivery = this.#inflight.get(packetId);
    if (delivery === undefined || delivery.state !== RELEASED) return false;
    this.#complete(packetId);
    return true;
  }

  /**
   * Offers what came by a shared subscription to `handOver`, and lets go of what that takes: all that was not sent, and
   * QoS 1 that was. QoS 2 that was sent stays with this client [MQTT-4.8.2-4] [MQTT-4.8.2-5].
   */
  offerShared(handOver: (delivery: Delivery) => boolean): void {
    for (const delivery of this.#inflight.inOrder()) {
      if (delivery.group === undefined || delivery.qos === 2) continue;
      if (handOver(delivery)) this.#inflight.delete(delivery.packetId);
    }
    for (const delivery of this.#queue.clear()) {
      if (delivery.group === undefined || !handOver(delivery)) this.#queue.push(delivery);
    }
  }

  /** The client is away and may stay so: what is in the window takes no more memory than it must. */
  settle(): void {
    for (const delivery of this.#inflight.inOrder()) delivery.message.settle();
  }

  /** Counts a message that did not reach this client, and has its owner told. */
  dropped(reason: DropReason, topic: string): void {
    this.tenant.drops.add(this, reason, topic);
  }

  /** Another delivery may go into the window. */
  get #open(): boolean {
    return this.#quota > 0 && this.#inflight.size < this.tenant.limits.inflightMax;
  }

  #complete(packetId: number): void {
    this.#inflight.delete(packetId);
    const connection = this.connection;
    if (connection === undefined) return;
    if (this.#quota < connection.receiveMaximum) this.#quota++; // [MQTT-4.9.0-2]
    if (this.waiting) this.pump();
  }

  /** Sends a PUBLISH of QoS 1 or 2, for the first time or again. */
  #publish(connection: Connection, delivery: Delivery): void {
    const message = delivery.message;
    if (!delivery.sent && message.expired) {
      this.dropped("expired", message.topic); // [MQTT-3.3.2-5]
      return;
    }
    if (!delivery.sent) this.#inflight.add(delivery);
    if (!sendPublish(connection, delivery)) {
      // Too large for this client: dropped as if delivered. [MQTT-3.1.2-25]
      this.#inflight.delete(delivery.packetId);
      this.dropped("packetTooLarge", message.topic);
      return;
    }
    delivery.sent = true;
    delivery.state = PUBLISHED;
    this.#quota--;
  }

  #enqueue(delivery: Delivery): void {
    const { queuedMessagesMax, queuedBytesMax } = this.tenant.limits;
    const queue = this.#queue;
    delivery.message.settle();
    queue.push(delivery);
    while (queue.length > queuedMessagesMax || queue.bytes > queuedBytesMax) {
      const oldest = queue.shift();
      if (oldest === undefined) return;
      this.dropped("queueFull", oldest.message.topic);
    }
  }

  #feed(connection: Connection, feeds: RetainedFeed[]): void {
    while (this.#open && connection.hasRoom) {
      const feed = feeds[0];
      if (feed === undefined) break;
      const outcome = feed.deliverNext(this);
      if (outcome === FEED_PAUSED) {
        connection.touch();
        return;
      }
      if (outcome === FEED_ENDED) feeds.shift();
    }
    if (feeds.length === 0) this.feeds = undefined;
  }
}
