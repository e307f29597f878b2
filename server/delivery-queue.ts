import type { Delivery } from "./delivery.ts";

/** The slots before the head are given back once there are this many and they are half of all. */
const SHIFTED_MAX = 1_024;

/** Deliveries that wait for the window or for their client, first in, first out, with their bytes counted. */
export class DeliveryQueue {
  bytes = 0;
  #items: (Delivery | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(delivery: Delivery): void {
    this.#items.push(delivery);
    this.bytes += delivery.message.bytes;
  }

  peek(): Delivery | undefined {
    return this.#items[this.#head];
  }

  shift(): Delivery | undefined {
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

  /** Takes all out, oldest first. */
  clear(): Delivery[] {
    const all = this.#items.slice(this.#head) as Delivery[];
    this.#items = [];
    this.#head = 0;
    this.bytes = 0;
    return all;
  }
}
