import type { Limits } from "#core/limits.ts";
import { TopicStore } from "#core/topic-store.ts";
import type { Message } from "./message.ts";
import { Timer, type TimerWheel } from "./timer-wheel.ts";

/** A retained message, and when it goes. */
export class RetainedMessage {
  readonly store: Retained;
  readonly message: Message;
  /** Who published it, for No Local; undefined when no session did. */
  readonly publisherKey: string | undefined;
  expiry: Timer<RetainedMessage> | undefined = undefined;

  constructor(store: Retained, message: Message, publisherKey: string | undefined) {
    this.store = store;
    this.message = message;
    this.publisherKey = publisherKey;
  }
}

/** The last retained message of each topic of one tenant, within the tenant's quota. */
export class Retained {
  /** What the messages weigh: topics, properties and payloads. */
  bytes = 0;
  readonly #messages = new TopicStore<RetainedMessage>();
  readonly #wheel: TimerWheel;
  readonly #tenant: { readonly limits: Limits };
  readonly #onExpired: (topic: string) => void;

  /**
   * @param tenant whose limits hold, as they are at the time
   * @param onExpired told the topic of a message that expired
   */
  constructor(tenant: { readonly limits: Limits }, wheel: TimerWheel, onExpired: (topic: string) => void) {
    this.#onExpired = onExpired;
    this.#tenant = tenant;
    this.#wheel = wheel;
  }

  get size(): number {
    return this.#messages.size;
  }

  find(topic: string): RetainedMessage | undefined {
    return this.#messages.get(topic);
  }

  get(topic: string): Message | undefined {
    return this.#messages.get(topic)?.message;
  }

  /** False when the tenant's quota has no room for the message. One with an empty payload deletes, and needs none. */
  hasRoomFor(message: Message): boolean {
    return message.payload.length === 0 || this.hasRoom(message.topic, message.bytes);
  }

  /** False when the tenant's quota has no room for a message that weighs so much. */
  hasRoom(topic: string, messageBytes: number): boolean {
    const { retainedPerTenantMax, retainedBytesPerTenantMax } = this.#tenant.limits;
    const freed = this.get(topic);
    const count = this.size + (freed === undefined ? 1 : 0);
    const bytes = this.bytes - (freed?.bytes ?? 0) + messageBytes;
    return count <= retainedPerTenantMax && bytes <= retainedBytesPerTenantMax;
  }

  /** Keeps the message in place of the topic's former one; an empty payload only removes that. [MQTT-3.3.1-5] [MQTT-3.3.1-6] [MQTT-3.3.1-7] */
  put(message: Message, publisherKey: string | undefined): void {
    if (message.payload.length === 0) {
      this.#forget(this.#messages.delete(message.topic));
      return;
    }
    message.settle();
    const retained = new RetainedMessage(this, message, publisherKey);
    this.#forget(this.#messages.set(message.topic, retained));
    this.bytes += message.bytes;
    const secondsLeft = message.secondsLeft;
    if (secondsLeft === undefined) return;
    retained.expiry = new Timer<RetainedMessage>(retained, expire);
    this.#wheel.schedule(retained.expiry, secondsLeft);
  }

  /** The messages whose topics match, found as they are asked for; undefined now and then: let others run. */
  match(filter: string): Iterator<RetainedMessage | undefined, void> {
    return this.#messages.matchFilter(filter);
  }

  /** Removes exactly this message, unless another took its place. */
  drop(retained: RetainedMessage): void {
    if (this.#messages.get(retained.message.topic) !== retained) return;
    this.#forget(this.#messages.delete(retained.message.topic));
    this.#onExpired(retained.message.topic);
  }

  /** Removes the topic's message from memory, and nobody is told. */
  forget(topic: string): void {
    this.#forget(this.#messages.delete(topic));
  }

  #forget(retained: RetainedMessage | undefined): void {
    if (retained === undefined) return;
    this.bytes -= retained.message.bytes;
    if (retained.expiry !== undefined) this.#wheel.cancel(retained.expiry);
  }
}

function expire(retained: RetainedMessage): void {
  retained.store.drop(retained);
}
