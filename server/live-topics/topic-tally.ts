// HOT: `note` runs once per message while somebody looks.
import { IDLE_SECONDS, PAYLOAD_BYTES_KEPT, type TreeState } from "#core/live-topics.ts";
import type { Message } from "../message.ts";
import type { Retained } from "../retained.ts";
import type { Session } from "../session.ts";
import type { Slices } from "../slices.ts";
import { ClientTally } from "./client-tally.ts";
import { LiveTree } from "./live-tree.ts";
import { RateScale } from "./rate-scale.ts";
import type { Selection } from "./selection.ts";
import { sparkPoint } from "./sparks.ts";
import type { TreeBudget } from "./tree-budget.ts";
import type { TreeNode } from "./tree-node.ts";

/** Between two looks for idle topics, when the tree is full. */
const EVICT_EVERY_MS = 10_000;
/** Nodes of a fold, or of a walk, between two looks at the clock. */
const STEPS = 256;
const DOLLAR = 0x24;

/**
 * The messages of one tenant while somebody looks at its topics: for each one look-up, some counters and one reference.
 * All else is done a few times a second, for topics that changed (`fold`): values copied, sums and rates brought up the
 * tree.
 */
export class TopicTally {
  readonly tree: LiveTree;
  readonly rates: RateScale;
  readonly clients = new ClientTally();
  readonly sinceMs: number;
  /** All messages, also to topics for which there is no room. */
  messages = 0;
  payloadBytes = 0;
  messagesUntracked = 0;
  full = false;
  /** Retained messages are still being read. */
  reading = true;
  /** Of the last fold: what the sums know. */
  nowMs: number;

  readonly #byTopic: Map<string, TreeNode>;
  readonly #retained: Retained;
  #changed: TreeNode[] = [];
  #selections: readonly Selection[] = [];
  /** Rises with the selections: what nodes know of them is then worked out anew. */
  #watchedAt = 0;
  #byteWeight = 0;
  #payloadBytesFolded = 0;
  #untrackedFolded = 0;
  #evictedAtMs = 0;

  constructor(retained: Retained, budget: TreeBudget, nowMs: number) {
    this.#retained = retained;
    this.sinceMs = nowMs;
    this.nowMs = nowMs;
    this.rates = new RateScale(nowMs);
    this.tree = new LiveTree(budget);
    this.#byTopic = this.tree.byTopic;
  }

  /** Counts a message that was published. */
  note(message: Message, publisher: Session | undefined): void {
    const { topic } = message;
    let node = this.#byTopic.get(topic);
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
    if (node.latest === undefined) this.#changed.push(node);
    node.latest = message.payload;
    node.qos = message.qos;
    node.retain = message.retain;
    if (message.retain) node.retained = message.payload.length > 0;
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
      const node = this.#byTopic.get(message.topic) ?? this.#enter(message.topic);
      if (node === undefined) continue;
      node.retained = true;
      if (node.own === 0) {
        node.qos = message.qos;
        node.retain = true;
        this.#keepValue(node, message.payload);
      }
      for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) at.version++;
    }
    this.reading = false;
  }

  /** Brings what came since the last fold up the tree. */
  async fold(nowMs: number, slices: Slices): Promise<void> {
    this.#moveTo(nowMs);
    const changed = this.#changed;
    this.#changed = [];
    for (let i = 0; i < changed.length; i++) {
      if (i % STEPS === STEPS - 1 && slices.over) await slices.next();
      const node = changed[i] as TreeNode;
      const { latest } = node;
      if (latest === undefined) continue;
      node.latest = undefined;
      node.ownLastAtMs = nowMs;
      this.#keepValue(node, latest);
      const count = node.own - node.folded;
      node.folded = node.own;
      node.pending += count;
      node.ownWeight += this.rates.weigh(count);
    }
    await this.#raise(changed, slices);
    if (this.full && nowMs - this.#evictedAtMs >= EVICT_EVERY_MS) await this.#evictIdle(nowMs, slices);
  }

  /** Brings what is pending up level by level, so that a node that many lead to is brought up once. */
  async #raise(changed: readonly TreeNode[], slices: Slices): Promise<void> {
    const { sparks } = this.tree;
    const { nowMs } = this;
    const point = sparkPoint(nowMs);
    for (let nodes = changed; nodes.length > 0; ) {
      const above: TreeNode[] = [];
      for (let i = 0; i < nodes.length; i++) {
        if (i % STEPS === STEPS - 1 && slices.over) await slices.next();
        const node = nodes[i] as TreeNode;
        const { pending, parent } = node;
        // Another level led to it, too.
        if (pending === 0) continue;
        node.pending = 0;
        node.messages += pending;
        node.weight += this.rates.weigh(pending);
        node.lastAtMs = nowMs;
        node.version++;
        sparks.add(node.spark, pending, point, node.sparkPoint);
        node.sparkPoint = point;
        if (parent === undefined) continue;
        if (parent.pending === 0) above.push(parent);
        parent.pending += pending;
      }
      nodes = above;
    }
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

  get state(): TreeState {
    return {
      sinceMs: Math.round(this.sinceMs),
      topics: this.#byTopic.size,
      messages: this.messages,
      payloadBytes: this.payloadBytes,
      messageRate: this.rates.rateOf(this.tree.root.weight),
      payloadByteRate: this.rates.rateOf(this.#byteWeight),
      reading: this.reading,
      full: this.full,
      messagesUntracked: this.messagesUntracked,
      topicsEvicted: this.tree.topicsEvicted,
    };
  }

  #countUntracked(message: Message, publisher: Session | undefined): void {
    this.messages++;
    this.messagesUntracked++;
    this.payloadBytes += message.payload.length;
    for (const selection of this.#selections) if (selection.covers(message.topic)) selection.note(message, publisher);
  }

  /** The node of a topic that is new; undefined when there is no room. */
  #enter(topic: string): TreeNode | undefined {
    if (this.tree.hasRoom) return this.tree.enter(topic);
    this.full = true;
    return undefined;
  }

  #watch(node: TreeNode): void {
    node.watchedAt = this.#watchedAt;
    const watchers = this.#selections.filter((selection) => selection.covers(node.path));
    node.watchers = watchers.length === 0 ? undefined : watchers;
  }

  #keepValue(node: TreeNode, payload: Buffer): void {
    const value = payload.toString("latin1", 0, PAYLOAD_BYTES_KEPT);
    const before = node.value?.length ?? 0;
    node.value = value;
    node.payloadBytes = payload.length;
    if (value.length !== before) this.tree.weigh(value.length - before);
  }

  /** Rates and what is counted for the whole tree alone. */
  #moveTo(nowMs: number): void {
    const { root } = this.tree;
    this.nowMs = nowMs;
    const rescale = this.rates.moveTo(nowMs);
    if (rescale !== 1) {
      this.#byteWeight *= rescale;
      for (const node of this.tree.all()) {
        node.weight *= rescale;
        node.ownWeight *= rescale;
      }
    }
    this.#byteWeight += this.rates.weigh(this.payloadBytes - this.#payloadBytesFolded);
    this.#payloadBytesFolded = this.payloadBytes;
    const untracked = this.messagesUntracked - this.#untrackedFolded;
    this.#untrackedFolded = this.messagesUntracked;
    root.messages += untracked;
    root.weight += this.rates.weigh(untracked);
    this.clients.moveTo(nowMs, this.rates.rateOf(root.weight));
  }

  /** Makes room: topics that are not retained and that nobody has published to for long. */
  async #evictIdle(nowMs: number, slices: Slices): Promise<void> {
    this.#evictedAtMs = nowMs;
    const idleSince = nowMs - IDLE_SECONDS * 1_000;
    let steps = 0;
    for (const node of this.#byTopic.values()) {
      if (++steps % STEPS === 0 && slices.over) await slices.next();
      if (node.latest === undefined && node.ownLastAtMs < idleSince && !this.isRetained(node)) this.tree.evict(node);
    }
    this.full = !this.tree.hasRoom;
  }
}
