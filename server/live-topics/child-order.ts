import type { TopicsSort } from "#core/live-topics.ts";
import { Slices } from "../slices.ts";
import type { ChildOrders } from "./child-orders.ts";
import { firstInSlices, sortInSlices } from "./sort-in-slices.ts";
import type { TopicTally } from "./topic-tally.ts";
import type { TreeNode } from "./tree-node.ts";

/** Children sorted at once, at each tick, while there is time: less than a millisecond. */
const SMALL = 1_000;
/** Rows of a large node that are found in one pass; further down all of it must be sorted. */
const FIRST_ROWS = 1_000;
/** A large node is ordered anew no sooner than this, and for no more than a twentieth of the time. */
const AGAIN_MS = 1_000;
const AGAIN_SHARE = 20;

export interface OrderedWindow {
  readonly nodes: readonly TreeNode[];
  readonly total: number;
  /** The order is still being worked out, and these rows depend on it. */
  readonly sorting: boolean;
}

export function comparing(sort: TopicsSort): (a: TreeNode, b: TreeNode) => number {
  switch (sort) {
    case "name":
      return byName;
    case "rate":
      return (a, b) => b.weight - a.weight || byName(a, b);
    case "last":
      return (a, b) => b.lastAtMs - a.lastAtMs || byName(a, b);
  }
}

function byName(a: TreeNode, b: TreeNode): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** What was put in order, and how much of it. */
interface Ordered {
  readonly nodes: readonly TreeNode[];
  /** All children, or the first FIRST_ROWS. */
  readonly whole: boolean;
  /** Children there were, and topics that had been let go of. */
  readonly total: number;
  readonly evicted: number;
  readonly atMs: number;
  /** How long it took. */
  readonly tookMs: number;
}

/**
 * The children of one node in one order, for all viewers who want it. Few are sorted whenever they are asked for; of many,
 * the first rows are found, or all sorted, in slices beside the traffic.
 */
export class ChildOrder {
  readonly parent: TreeNode;
  /** Nobody looks at it any more: what was not begun is not done. */
  unused = false;
  readonly #sort: TopicsSort;
  readonly #compare: (a: TreeNode, b: TreeNode) => number;
  readonly #orders: ChildOrders;
  #ordered: Ordered | undefined = undefined;
  #ordering = false;

  constructor(parent: TreeNode, sort: TopicsSort, orders: ChildOrders) {
    this.parent = parent;
    this.#sort = sort;
    this.#compare = comparing(sort);
    this.#orders = orders;
  }

  /** @param tally as of its last fold */
  window(from: number, rows: number, tally: TopicTally): OrderedWindow {
    const { children } = this.parent;
    const total = children?.size ?? 0;
    if (children === undefined || from >= total) return { nodes: [], total, sorting: false };
    if (total <= SMALL && this.#orders.hasTime) this.#orderAtOnce(children, tally);
    const whole = total <= SMALL || from + rows > FIRST_ROWS;
    const known = this.#ordered !== undefined && (this.#ordered.whole || !whole);
    if (!known || (!this.#stands(total, tally) && this.#isOld(tally.nowMs))) this.#orderBeside(whole, tally);
    return { nodes: known ? this.#slice(from, rows) : [], total, sorting: !known };
  }

  /** True when the order cannot have changed: names do not, and none came or went. */
  #stands(total: number, { tree }: TopicTally): boolean {
    const ordered = this.#ordered;
    return this.#sort === "name" && ordered?.total === total && ordered.evicted === tree.topicsEvicted;
  }

  #isOld(nowMs: number): boolean {
    const { atMs, tookMs } = this.#ordered ?? { atMs: 0, tookMs: 0 };
    return nowMs - atMs >= Math.max(AGAIN_MS, tookMs * AGAIN_SHARE);
  }

  #slice(from: number, rows: number): readonly TreeNode[] {
    return (this.#ordered?.nodes ?? []).slice(from, from + rows).filter((node) => !node.gone);
  }

  #orderAtOnce(children: ReadonlyMap<string, TreeNode>, tally: TopicTally): void {
    const { nowMs } = tally;
    if (this.#stands(children.size, tally)) return;
    if (this.#ordered?.atMs === nowMs && this.#ordered.total === children.size) return;
    const beganAt = performance.now();
    this.#keep([...children.values()].sort(this.#compare), true, tally, 0);
    this.#orders.spend(performance.now() - beganAt);
  }

  #orderBeside(whole: boolean, tally: TopicTally): void {
    if (this.#ordering) return;
    this.#ordering = true;
    this.#orders.beside(async () => {
      if (this.unused) return;
      const wasKnown = this.#ordered !== undefined && (this.#ordered.whole || !whole);
      const slices = new Slices();
      const children = this.parent.children?.values() ?? [];
      const nodes = whole
        ? await sortInSlices(children, this.#compare, slices)
        : await firstInSlices(children, this.#compare, FIRST_ROWS, slices);
      this.#ordering = false;
      this.#keep(nodes, whole, tally, slices.spentMs);
      if (!wasKnown) this.#orders.onOrdered();
    });
  }

  #keep(nodes: readonly TreeNode[], whole: boolean, { nowMs, tree }: TopicTally, tookMs: number): void {
    const total = this.parent.children?.size ?? 0;
    this.#ordered = { nodes, whole, total, evicted: tree.topicsEvicted, atMs: nowMs, tookMs };
  }
}
