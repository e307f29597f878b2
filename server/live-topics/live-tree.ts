import { TOPICS_MAX } from "#core/live-topics.ts";
import { Sparks } from "./sparks.ts";
import type { TreeBudget } from "./tree-budget.ts";
import { TreeNode } from "./tree-node.ts";

/** What a tenant's tree may take, and its nodes: topics and the levels between. */
const TREE_BYTES_MAX = 160 * 1024 * 1024;
const NODES_MAX = 2 * TOPICS_MAX;

/** The nodes of one tenant's topics, bounded in number and bytes. */
export class LiveTree {
  readonly root: TreeNode;
  readonly byTopic = new Map<string, TreeNode>();
  readonly sparks = new Sparks();
  /** Nodes below the root. */
  nodes = 0;
  bytes = 0;
  topicsEvicted = 0;

  readonly #budget: TreeBudget;
  #entered: TreeNode[] = [];
  #nextId = 1;

  constructor(budget: TreeBudget) {
    this.#budget = budget;
    this.root = new TreeNode(0, undefined, "", "", this.sparks.take());
  }

  get hasRoom(): boolean {
    return (
      this.byTopic.size < TOPICS_MAX && this.nodes < NODES_MAX && this.bytes < TREE_BYTES_MAX && !this.#budget.spent
    );
  }

  /** The node of a topic that has none yet. */
  enter(topic: string): TreeNode {
    let node = this.root;
    for (let start = 0; start <= topic.length; ) {
      const slash = topic.indexOf("/", start);
      const end = slash === -1 ? topic.length : slash;
      node = this.#child(node, topic, start, end);
      start = end + 1;
    }
    this.byTopic.set(node.path, node);
    for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) at.topics++;
    this.#entered.push(node);
    return node;
  }

  /** Lets go of a topic, and of what leads to no other. What was counted of it stays counted above. */
  evict(topic: TreeNode): void {
    this.byTopic.delete(topic.path);
    this.topicsEvicted++;
    for (let at: TreeNode | undefined = topic; at !== undefined; at = at.parent) {
      at.topics--;
      at.version++;
    }
    for (let node = topic; node.parent !== undefined && node.topics === 0; node = node.parent) {
      node.gone = true;
      node.parent.children?.delete(node.name);
      if (node.parent.children?.size === 0) node.parent.children = undefined;
      this.nodes--;
      this.weigh(-node.bytes);
      this.sparks.giveBack(node.spark);
    }
  }

  /** The node that a path ends in; null is the root. */
  at(path: string | null): TreeNode | undefined {
    if (path === null) return this.root;
    const topic = this.byTopic.get(path);
    if (topic !== undefined) return topic;
    let node: TreeNode | undefined = this.root;
    // Level by level, and no further than there is a node: a viewer may ask for 65 535 empty levels.
    for (let start = 0; start <= path.length && node !== undefined; ) {
      const slash = path.indexOf("/", start);
      const end = slash === -1 ? path.length : slash;
      node = node.children?.get(path.slice(start, end));
      start = end + 1;
    }
    return node;
  }

  /** Topics that are new since this was last asked. */
  takeEntered(): readonly TreeNode[] {
    const entered = this.#entered;
    if (entered.length > 0) this.#entered = [];
    return entered;
  }

  /** A node takes so much more. */
  weigh(bytes: number): void {
    this.bytes += bytes;
    this.#budget.add(bytes);
  }

  /** Every node, the root first. */
  *all(): Generator<TreeNode> {
    const open = [this.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      yield node;
      if (node.children !== undefined) for (const child of node.children.values()) open.push(child);
    }
  }

  /** Gives back what it took of the memory that all trees share. */
  close(): void {
    this.weigh(-this.bytes);
  }

  #child(parent: TreeNode, topic: string, start: number, end: number): TreeNode {
    const name = topic.slice(start, end);
    parent.children ??= new Map();
    let node = parent.children.get(name);
    if (node !== undefined) return node;
    node = new TreeNode(this.#nextId++, parent, name, topic.slice(0, end), this.sparks.take());
    parent.children.set(name, node);
    this.nodes++;
    this.weigh(node.bytes);
    return node;
  }
}
