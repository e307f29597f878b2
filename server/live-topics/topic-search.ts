import { setTimeout as pause } from "node:timers/promises";
import type { Limits } from "#core/limits.ts";
import { FOUND_MAX, type SearchState, type TopicsSearch } from "#core/live-topics.ts";
import { filterMatches, validateTopicFilter } from "#core/topic.ts";
import { BadPattern, CostlyPattern, RegexTest } from "./regex-test.ts";
import type { TopicTally } from "./topic-tally.ts";
import type { TreeNode } from "./tree-node.ts";

/** Topics looked at between two looks at the clock. */
const BATCH = 256;
const GO_MS = 5;
/** For each millisecond of search the broker has three for itself. */
const REST_SHARE = 3;
/** Of a retained payload. */
const PAYLOAD_BYTES_SEARCHED = 64 * 1024;
/** Between two searches through payloads; they change while names do not. */
const AGAIN_MS = 3_000;

/** How many of the nodes were looked at, and which fit. */
type Fit = (nodes: readonly TreeNode[]) => readonly boolean[];

/**
 * One viewer's search through the topics: in short goes with rests between, so that neither 200 000 topics nor a bad
 * regular expression hold anybody's message back. Topics that are new are looked at as they come.
 */
export class TopicSearch {
  readonly wanted: TopicsSearch;
  /** The first FOUND_MAX. */
  nodes: readonly TreeNode[] = [];
  looked = 0;
  found = 0;
  state: SearchState["state"] = "searching";

  readonly #tally: TopicTally;
  readonly #fit: Fit;
  readonly #ended = new AbortController();

  constructor(tally: TopicTally, wanted: TopicsSearch, limits: Limits) {
    this.#tally = tally;
    this.wanted = wanted;
    this.#fit = fitOf(wanted, tally, limits) ?? never;
    if (this.#fit === never) this.state = "failed";
  }

  get told(): SearchState {
    const { looked, found, state } = this;
    return { looked, found, state };
  }

  /** Looks through all topics; through payloads again and again, until it is ended. */
  async run(): Promise<void> {
    if (this.state === "failed") return;
    const { signal } = this.#ended;
    do {
      await this.#lookThroughAll(signal);
      if (this.state !== "complete") return;
      if (this.wanted.kind !== "payload") return;
      await pause(AGAIN_MS, undefined, { signal, ref: false }).catch(() => {});
    } while (!signal.aborted);
  }

  /** Topics that are new since the last tick. */
  offer(entered: readonly TreeNode[]): void {
    if (this.state !== "complete" || this.wanted.kind === "payload") return;
    if (entered.length > BATCH) {
      // Too many to look at in passing.
      this.state = "searching";
      void this.run();
      return;
    }
    const nodes = [...this.nodes];
    this.#look(entered, (node) => {
      this.found++;
      if (nodes.length < FOUND_MAX) nodes.push(node);
    });
    this.looked += entered.length;
    this.nodes = nodes;
  }

  end(): void {
    this.#ended.abort();
  }

  async #lookThroughAll(signal: AbortSignal): Promise<void> {
    const found: TreeNode[] = [];
    let looked = 0;
    let count = 0;
    let beganAt = performance.now();
    let batch: TreeNode[] = [];
    const lookAtBatch = async (): Promise<boolean> => {
      while (batch.length > 0) {
        const done = this.#look(batch, (node) => {
          count++;
          if (found.length < FOUND_MAX) found.push(node);
        });
        if (done === 0) return false;
        looked += done;
        batch = batch.slice(done);
        const spent = performance.now() - beganAt;
        if (spent < GO_MS) continue;
        if (this.state === "searching") this.#tell(looked, count, found);
        await pause(spent * REST_SHARE, undefined, { signal, ref: false }).catch(() => {});
        if (signal.aborted) return false;
        beganAt = performance.now();
      }
      return true;
    };
    for (const node of this.#tally.tree.byTopic.values()) {
      batch.push(node);
      if (batch.length === BATCH && !(await lookAtBatch())) return;
    }
    if (!(await lookAtBatch())) return;
    this.#tell(looked, count, found);
    this.state = "complete";
  }

  #tell(looked: number, count: number, found: readonly TreeNode[]): void {
    this.looked = looked;
    this.found = count;
    this.nodes = [...found];
  }

  /** @returns how many were looked at; 0: the search is over */
  #look(nodes: readonly TreeNode[], take: (node: TreeNode) => void): number {
    try {
      const fits = this.#fit(nodes);
      for (let i = 0; i < fits.length; i++) if (fits[i] === true) take(nodes[i] as TreeNode);
      return fits.length;
    } catch (error) {
      if (error instanceof BadPattern) this.state = "failed";
      else if (error instanceof CostlyPattern) this.state = "tooCostly";
      else throw error;
      return 0;
    }
  }
}

/** Undefined when the text is not what the kind wants. */
function fitOf({ kind, text }: TopicsSearch, tally: TopicTally, limits: Limits): Fit | undefined {
  switch (kind) {
    case "text": {
      const part = text.toLowerCase();
      return (nodes) => nodes.map(({ path }) => path.toLowerCase().includes(part));
    }
    case "filter":
      if (validateTopicFilter(text, limits) !== undefined) return undefined;
      return (nodes) => nodes.map(({ path }) => filterMatches(text, path));
    case "regex": {
      const test = new RegexTest(text);
      return (nodes) => test.go(nodes.map(({ path }) => path));
    }
    case "payload": {
      const part = text.toLowerCase();
      return (nodes) => nodes.map((node) => payloadText(node, tally).toLowerCase().includes(part));
    }
  }
}

function payloadText(node: TreeNode, tally: TopicTally): string {
  const retained = node.retained ? tally.retainedMessage(node.path)?.payload : undefined;
  const first = Buffer.from(node.value ?? "", "latin1").toString("utf8");
  return retained === undefined ? first : `${first}\n${retained.toString("utf8", 0, PAYLOAD_BYTES_SEARCHED)}`;
}

function never(): readonly boolean[] {
  return [];
}
