import type { TopicsSort } from "#core/live-topics.ts";
import { ChildOrder } from "./child-order.ts";
import type { TreeNode } from "./tree-node.ts";

/** The orders that viewers look at now, shared by those who look at the same. */
export class ChildOrders {
  #orders = new Map<string, ChildOrder>();
  #used = new Map<string, ChildOrder>();

  of(parent: TreeNode, sort: TopicsSort): ChildOrder {
    const key = `${parent.id} ${sort}`;
    let order = this.#used.get(key) ?? this.#orders.get(key);
    if (order === undefined) {
      order = new ChildOrder(parent, sort);
      this.#orders.set(key, order);
    }
    this.#used.set(key, order);
    return order;
  }

  /** Lets go of those that nobody asked for since this was called last. */
  forgetUnused(): void {
    this.#orders = this.#used;
    this.#used = new Map();
  }
}
