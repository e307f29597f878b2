import type { TopicsSort } from "#core/live-topics.ts";
import { ChildOrder } from "./child-order.ts";
import type { TreeNode } from "./tree-node.ts";

/** Of sorting at once, in one tick: a view may have 200 windows. */
const AT_ONCE_MS = 5;

/** The orders that viewers look at now, shared by those who look at the same. */
export class ChildOrders {
  readonly onOrdered: () => void;
  readonly #onError: (error: unknown) => void;
  #orders = new Map<string, ChildOrder>();
  #used = new Map<string, ChildOrder>();
  #spentMs = 0;
  /** The end of the work that was begun beside the ticks. */
  #beside: Promise<void> = Promise.resolve();

  /** @param onOrdered told when rows that somebody waits for are known */
  constructor(onOrdered: () => void, onError: (error: unknown) => void) {
    this.onOrdered = onOrdered;
    this.#onError = onError;
  }

  of(parent: TreeNode, sort: TopicsSort): ChildOrder {
    const key = `${parent.id} ${sort}`;
    let order = this.#used.get(key) ?? this.#orders.get(key);
    if (order === undefined) {
      order = new ChildOrder(parent, sort, this);
      this.#orders.set(key, order);
    }
    this.#used.set(key, order);
    return order;
  }

  /** True while there is time left in this tick to sort a few at once. */
  get hasTime(): boolean {
    return this.#spentMs < AT_ONCE_MS;
  }

  spend(ms: number): void {
    this.#spentMs += ms;
  }

  /** Work in slices, one piece after the other: several together would hold the event loop for as many slices. */
  beside(work: () => Promise<void>): void {
    this.#beside = this.#beside.then(work).catch(this.#onError);
  }

  /** A tick is over: lets go of the orders that nobody asked for since the last one. */
  endTick(): void {
    for (const [key, order] of this.#orders) if (!this.#used.has(key)) order.unused = true;
    this.#orders = this.#used;
    this.#used = new Map();
    this.#spentMs = 0;
  }
}
