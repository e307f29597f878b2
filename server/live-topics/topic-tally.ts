// HOT: `note` runs once per message while somebody looks.
import { IDLE_SECONDS, PAYLOAD_BYTES_KEPT, TOPICS_MAX, type TreeState } from "#core/live-topics.ts";
import type { Message } from "../message.ts";
import type { Retained } from "../retained.ts";
import type { Session } from "../session.ts";
import type { Slices } from "../slices.ts";
import { ClientTally } from "./client-tally.ts";
import { RateScale } from "./rate-scale.ts";
import type { Selection } from "./selection.ts";
import { Sparks, sparkPoint } from "./sparks.ts";
import type { TreeBudget } from "./tree-budget.ts";
import { TreeNode } from "./tree-node.ts";

/** What a tenant's tree may take, and its nodes: topics and the levels between. */
const TREE_BYTES_MAX = 160 * 1024 * 1024;
const NODES_MAX = 2 * TOPICS_MAX;
/** Between two looks for idle topics, when the tree is full. */
const EVICT_EVERY_MS = 10_000;
/** Nodes of a fold, or of a walk, between two looks at the clock. */
const STEPS = 256;
const DOLLAR = 0x24;

/**
 * The topics of one tenant while somebody looks at them: per message one look-up, three counters and one reference. All
 * else is done a few times a second, for topics that changed (`fold`): values copied, sums and rates brought up the tree.
 */
export class TopicTally {
  readonly root: TreeNode;
  readonly byTopic = new Map<string, TreeNode>();
  readonly rates: RateScale;
  readonly sparks = new Sparks();
  readonly clients = new ClientTally();
  readonly sinceMs: number;
  /** All messages, also to topics for which there is no room. */
  messages = 0;
  payloadBytes = 0;
  payloadByteRate = 0;
  messagesUntracked = 0;
  topicsEvicted = 0;
  full = false;
  /** Retained messages are still being read. */
  reading = true;
  nodes = 0;
  bytes = 0;
  /** Of the last fold: what the sums know. */
  nowMs: number;

  readonly #retained: Retained;
  readonly #budget: TreeBudget;
  #changed: TreeNode[] = [];
  #entered: TreeNode[] = [];
  #selections: readonly Selection[] = [];
  /** Rises with the selections: what nodes know of them is then worked out anew. */
  #watchedAt = 0;
  #nextId = 1;
  #byteWeight = 0;
  #payloadBytesFolded = 0;
  #messagesFolded = 0;
  #evictedAtMs = 0;

  constructor(retained: Retained, budget: TreeBudget, nowMs: number) {
    this.#retained = retained;
    this.#budget = budget;
    this.sinceMs = nowMs;
    this.nowMs = nowMs;
    this.rates = new RateScale(nowMs);
    this.root = new TreeNode(0, undefined, "", "", this.sparks.take());
  }

  /** Counts a message that was published. */
  note(message: Message, publisher: Session | undefined): void {
    const { topic } = message;
    let node = this.byTopic.get(topic);
    if (node === undefined) {
      if (topic.charCodeAt(0) === DOLLAR) return;
      node = this.#enter(topic);
      if (node === undefined) {
        this.#countUntracked(message, publisher);
        return;
      }
    }
    this.messages++;
    this.payloadBytes += message.payload.length;
    if (publisher !== undefined) this.clients.note(publisher);
    if (node.message === undefined) this.#changed.push(node);
    node.message = message;
    node.own++;
    if (node.watchedAt !== this.#watchedAt) this.#watch(node);
    const { watchers } = node;
    if (watchers === undefined) return;
    for (let i = 0; i < watchers.length; i++) (watchers[i] as Selection).note(message, publisher);
  }

  /** The selections that messages belong to from now on. */
  select(selections: readonly Selection[]): void {
    this.#selections = selections;
    this.#watchedAt++;
  }

  /** Takes retained messages in that were there before anybody looked. */
  async readRetained(slices: Slices, isOver: () => boolean): Promise<void> {
    const found = this.#retained.match("#");
    for (let steps = 1; !isOver(); steps++) {
      const step = found.next();
      if (step.done === true) break;
      if (steps % STEPS === 0 && slices.over) await slices.next();
      if (step.value === undefined || step.value.message.expired) continue;
      const { message } = step.value;
      const node = this.byTopic.get(message.topic) ?? this.#enter(message.topic);
      if (node === undefined) continue;
      node.retained = true;
      if (node.own === 0) this.#keepValue(node, message, true);
      for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) at.version++;
    }
    this.reading = false;
  }

  /** Brings what came since the last fold up the tree. */
  async fold(nowMs: number, slices: Slices): Promise<void> {
    const rescale = this.rates.moveTo(nowMs);
    if (rescale !== 1) this.#rescale(rescale);
    const changed = this.#changed;
    this.#changed = [];
    this.nowMs = nowMs;
    const point = sparkPoint(nowMs);
    for (let i = 0; i < changed.length; i++) {
      if (i % STEPS === STEPS - 1 && slices.over) await slices.next();
      const node = changed[i] as TreeNode;
      const { message } = node;
      if (message === undefined || node.gone) continue;
      node.message = undefined;
      node.ownLastAtMs = nowMs;
      this.#keepValue(node, message, message.retain);
      if (message.retain) node.retained = this.#retained.find(message.topic) !== undefined;
      const count = node.own - node.folded;
      node.folded = node.own;
      const weight = this.rates.weigh(count);
      for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) {
        at.messages += count;
        at.weight += weight;
        at.lastAtMs = nowMs;
        at.version++;
        this.sparks.add(at.spark, count, point, at.sparkPoint);
        at.sparkPoint = point;
      }
    }
    this.#foldTotals();
    this.clients.moveTo(nowMs, this.rates.rateOf(this.root.weight));
    if (this.full && nowMs - this.#evictedAtMs >= EVICT_EVERY_MS) await this.#evictIdle(nowMs, slices);
  }

  /** The node that a path ends in; null is the root. */
  at(path: string | null): TreeNode | undefined {
    if (path === null) return this.root;
    const topic = this.byTopic.get(path);
    if (topic !== undefined) return topic;
    let node: TreeNode | undefined = this.root;
    for (const name of path.split("/")) node = node?.children?.get(name);
    return node;
  }

  /** True when a retained message that was seen is still there: one that expires tells nobody. */
  isRetained(node: TreeNode): boolean {
    if (node.retained && this.#retained.find(node.path) === undefined) node.retained = false;
    return node.retained;
  }

  /** The topic's retained message, as it came. */
  retainedMessage(topic: string): Message | undefined {
    return this.#retained.get(topic);
  }

  /** Topics that are new since this was last asked. */
  takeEntered(): readonly TreeNode[] {
    const entered = this.#entered;
    if (entered.length > 0) this.#entered = [];
    return entered;
  }

  get state(): TreeState {
    return {
      sinceMs: Math.round(this.sinceMs),
      topics: this.byTopic.size,
      messages: this.messages,
      payloadBytes: this.payloadBytes,
      messageRate: this.rates.rateOf(this.root.weight),
      payloadByteRate: this.rates.rateOf(this.#byteWeight),
      reading: this.reading,
      full: this.full,
      messagesUntracked: this.messagesUntracked,
      topicsEvicted: this.topicsEvicted,
    };
  }

  /** Gives back what it took of the memory that all trees share. */
  close(): void {
    this.#budget.add(-this.bytes);
    this.bytes = 0;
  }

  #countUntracked(message: Message, publisher: Session | undefined): void {
    this.messages++;
    this.messagesUntracked++;
    this.payloadBytes += message.payload.length;
    for (const selection of this.#selections) if (selection.covers(message.topic)) selection.note(message, publisher);
  }

  /** The node of a topic that is new; undefined when there is no room. */
  #enter(topic: string): TreeNode | undefined {
    if (
      this.byTopic.size >= TOPICS_MAX ||
      this.nodes >= NODES_MAX ||
      this.bytes >= TREE_BYTES_MAX ||
      this.#budget.spent
    ) {
      this.full = true;
      return undefined;
    }
    let node = this.root;
    for (let start = 0; start <= topic.length; ) {
      const slash = topic.indexOf("/", start);
      const end = slash === -1 ? topic.length : slash;
      node = this.#child(node, topic, start, end);
      start = end + 1;
    }
    node.isTopic = true;
    this.byTopic.set(node.path, node);
    for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) at.topics++;
    this.#entered.push(node);
    return node;
  }

  #child(parent: TreeNode, topic: string, start: number, end: number): TreeNode {
    const name = topic.slice(start, end);
    parent.children ??= new Map();
    let node = parent.children.get(name);
    if (node !== undefined) return node;
    node = new TreeNode(this.#nextId++, parent, name, topic.slice(0, end), this.sparks.take());
    parent.children.set(name, node);
    this.nodes++;
    this.#weigh(node.bytes);
    return node;
  }

  #watch(node: TreeNode): void {
    node.watchedAt = this.#watchedAt;
    const watchers = this.#selections.filter((selection) => selection.covers(node.path));
    node.watchers = watchers.length === 0 ? undefined : watchers;
  }

  #keepValue(node: TreeNode, message: Message, retain: boolean): void {
    const { payload } = message;
    const value = payload.toString("latin1", 0, PAYLOAD_BYTES_KEPT);
    const before = node.value?.length ?? 0;
    node.value = value;
    node.payloadBytes = payload.length;
    node.qos = message.qos;
    node.retain = retain;
    if (value.length !== before) this.#weigh(value.length - before);
  }

  #foldTotals(): void {
    this.#byteWeight += this.rates.weigh(this.payloadBytes - this.#payloadBytesFolded);
    this.#payloadBytesFolded = this.payloadBytes;
    // Messages to topics without a node are in the root's sums alone.
    const untracked = this.messagesUntracked - this.#messagesFolded;
    this.#messagesFolded = this.messagesUntracked;
    this.root.messages += untracked;
    this.root.weight += this.rates.weigh(untracked);
  }

  #weigh(bytes: number): void {
    this.bytes += bytes;
    this.#budget.add(bytes);
  }

  #rescale(factor: number): void {
    this.#byteWeight *= factor;
    const open = [this.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      node.weight *= factor;
      if (node.children !== undefined) for (const child of node.children.values()) open.push(child);
    }
  }

  /** Makes room: topics that are not retained and that nobody has published to for long. */
  async #evictIdle(nowMs: number, slices: Slices): Promise<void> {
    this.#evictedAtMs = nowMs;
    const idleSince = nowMs - IDLE_SECONDS * 1_000;
    let steps = 0;
    for (const node of this.byTopic.values()) {
      if (++steps % STEPS === 0 && slices.over) await slices.next();
      if (node.message === undefined && node.ownLastAtMs < idleSince && !this.isRetained(node)) this.#evict(node);
    }
    this.full = false; // until the next topic finds no room
  }

  /** What was counted of it stays counted above. */
  #evict(topic: TreeNode): void {
    this.byTopic.delete(topic.path);
    this.topicsEvicted++;
    topic.isTopic = false;
    for (let at: TreeNode | undefined = topic; at !== undefined; at = at.parent) {
      at.topics--;
      at.version++;
    }
    for (let node = topic; node.parent !== undefined && node.topics === 0; node = node.parent) {
      node.gone = true;
      node.parent.children?.delete(node.name);
      if (node.parent.children?.size === 0) node.parent.children = undefined;
      this.nodes--;
      this.#weigh(-node.bytes);
      this.sparks.giveBack(node.spark);
    }
  }
}
