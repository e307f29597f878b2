import type { TopicsSort } from "#core/live-topics.ts";
import { Slices } from "../slices.ts";
import { firstOf, sortInSlices } from "./sort-in-slices.ts";
import type { TopicTally } from "./topic-tally.ts";
import type { TreeNode } from "./tree-node.ts";

/** Children sorted at once, at each tick: less than a millisecond. */
const SMALL = 1_000;
/** Rows of a large node that are found without its order. */
const FIRST_ROWS_MAX = 1_000;
/** A large node is sorted anew no sooner than this, and for no more than a twentieth of the time. */
const RESORT_MS = 1_000;
const RESORT_SHARE = 20;

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

/**
 * The children of one node in one order, for all viewers who want it. Few are sorted whenever they are asked for; many
 * in slices, beside the traffic: until that is done the first rows come from one pass, and those far down a moment later.
 */
export class ChildOrder {
  readonly parent: TreeNode;
  readonly #sort: TopicsSort;
  readonly #compare: (a: TreeNode, b: TreeNode) => number;
  #sorted: TreeNode[] | undefined = undefined;
  #sortedAtMs = 0;
  /** As many topics had been let go when it was sorted. */
  #evicted = 0;
  #sortMs = 0;
  #sorting = false;

  constructor(parent: TreeNode, sort: TopicsSort) {
    this.parent = parent;
    this.#sort = sort;
    this.#compare = comparing(sort);
  }

  /** @param tally as of its last fold */
  window(from: number, rows: number, { nowMs, tree: { topicsEvicted } }: TopicTally): OrderedWindow {
    const { children } = this.parent;
    const total = children?.size ?? 0;
    if (children === undefined || from >= total) return { nodes: [], total, sorting: false };
    if (total <= SMALL) {
      if (this.#sortedAtMs !== nowMs && !this.#stands(total, topicsEvicted)) {
        this.#sorted = [...children.values()].sort(this.#compare);
        this.#sortedAtMs = nowMs;
        this.#evicted = topicsEvicted;
      }
      return { nodes: this.#slice(from, rows), total, sorting: false };
    }
    if (!this.#stands(total, topicsEvicted)) this.#sortBeside(nowMs, topicsEvicted);
    // The first rows are always exact; the order of those further down may be a second old.
    if (from + rows <= FIRST_ROWS_MAX && this.#sorted === undefined) {
      const first = firstOf(children.values(), this.#compare, from + rows);
      return { nodes: first.slice(from), total, sorting: false };
    }
    return { nodes: this.#slice(from, rows), total, sorting: this.#sorted === undefined };
  }

  /** True when the order cannot have changed: names do not, and none came or went. */
  #stands(total: number, evicted: number): boolean {
    return this.#sort === "name" && this.#sorted?.length === total && this.#evicted === evicted;
  }

  #slice(from: number, rows: number): TreeNode[] {
    return (this.#sorted ?? []).slice(from, from + rows).filter((node) => !node.gone);
  }

  #sortBeside(nowMs: number, evicted: number): void {
    if (this.#sorting || nowMs - this.#sortedAtMs < Math.max(RESORT_MS, this.#sortMs * RESORT_SHARE)) return;
    this.#sorting = true;
    const beganAt = performance.now();
    void sortInSlices(this.parent.children?.values() ?? [], this.#compare, new Slices()).then((sorted) => {
      this.#sorted = sorted;
      this.#sortedAtMs = nowMs;
      this.#evicted = evicted;
      this.#sortMs = performance.now() - beganAt;
      this.#sorting = false;
    });
  }
}
