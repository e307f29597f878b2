import type { Delivery } from "./delivery.ts";

/** The slots before the head are given back once there are this many and they are half of all. */
const SHIFTED_MAX = 1_024;

/** Deliveries that wait for the window or for their client, first in, first out, with their bytes counted. */
export class DeliveryQueue<Item extends Delivery = Delivery> {
  bytes = 0;
  #items: (Item | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(delivery: Item): void {
    this.#items.push(delivery);
    this.bytes += delivery.message.bytes;
  }

  peek(): Item | undefined {
    return this.#items[this.#head];
  }

  shift(): Item | undefined {
    const delivery = this.#items[this.#head];
    if (delivery === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    this.bytes -= delivery.message.bytes;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > SHIFTED_MAX && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return delivery;
  }

  removeIf(condition: (delivery: Item) => boolean): void {
    for (const delivery of this.clear()) if (!condition(delivery)) this.push(delivery);
  }

  /** Takes all out, oldest first. */
  clear(): Item[] {
    const all = this.#items.slice(this.#head) as Item[];
    this.#items = [];
    this.#head = 0;
    this.bytes = 0;
    return all;
  }
}

/** DeliveryQueue, or StoredQueue for a persistent session. */
export interface Queue {
  readonly length: number;
  readonly bytes: number;
  push(delivery: Delivery): void;
  shift(): Delivery | undefined;
  removeIf(condition: (delivery: Delivery) => boolean): void;
  clear(): Delivery[];
}
