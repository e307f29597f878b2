// HOT: one is counted on for each message while somebody looks.
import type { Selection } from "./selection.ts";

/** What a node takes of memory beside its names and its value: the object, its map slots, its sparkline. */
const NODE_BYTES = 560;

/** One level of one topic: what is known of the topic that ends here, and of all below. */
export class TreeNode {
  readonly id: number;
  readonly parent: TreeNode | undefined;
  /** The level's text. */
  readonly name: string;
  /** The whole topic so far. */
  readonly path: string;
  readonly spark: number;
  children: Map<string, TreeNode> | undefined = undefined;

  /** Messages to exactly this topic. Exact at any moment; what is below is as of the last fold. */
  own = 0;
  /** Of `own`, what the sums know. */
  folded = 0;
  /** Messages at and below it that the fold has not brought up yet. */
  pending = 0;
  /** Of the latest message since the last fold: a view into the chunk it came in. */
  latest: Buffer | undefined = undefined;
  /** The first bytes of the latest payload, a character each; undefined before the first. */
  value: string | undefined = undefined;
  payloadBytes = 0;
  qos: 0 | 1 | 2 = 0;
  retain = false;
  retained = false;
  ownLastAtMs = 0;
  /** Selections that this topic belongs to, as of `watchedAt`; undefined for none. */
  watchers: readonly Selection[] | undefined = undefined;
  watchedAt = 0;

  /** Of this topic and all below. */
  messages = 0;
  topics = 0;
  lastAtMs = 0;
  /** The rate, as RateScale writes it. */
  weight = 0;
  /** Of messages to exactly this topic. */
  ownWeight = 0;
  sparkPoint = 0;
  /** Rises with each change. */
  version = 0;
  gone = false;

  constructor(id: number, parent: TreeNode | undefined, name: string, path: string, spark: number) {
    this.id = id;
    this.parent = parent;
    this.name = name;
    this.path = path;
    this.spark = spark;
  }

  /** What it takes of memory, nearly: names of one byte a character, as most are. */
  get bytes(): number {
    return NODE_BYTES + this.name.length + this.path.length + (this.value?.length ?? 0);
  }
}
