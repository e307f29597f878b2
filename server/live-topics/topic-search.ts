import { setTimeout as pause } from "node:timers/promises";
import type { Limits } from "#core/limits.ts";
import { FOUND_MAX, type SearchState, type TopicsSearch } from "#core/live-topics.ts";
import { filterMatches, validateTopicFilter } from "#core/topic.ts";
import { GO_MS, type Goes } from "./goes.ts";
import { BadPattern, CostlyPattern, RegexTest } from "./regex-test.ts";
import type { TopicTally } from "./topic-tally.ts";
import type { TreeNode } from "./tree-node.ts";

/** Topics looked at between two looks at the clock. */
const BATCH = 256;
/** Of a retained payload. */
const PAYLOAD_BYTES_SEARCHED = 64 * 1024;
/** Between two searches through payloads; they change while names do not. */
const AGAIN_MS = 3_000;

/** Which of the nodes fit: of the first ones, as many as there was time for. */
type Judge = (nodes: readonly TreeNode[]) => readonly boolean[];

/** What one look through the topics came to so far. */
interface Findings {
  readonly nodes: TreeNode[];
  looked: number;
  found: number;
}

/**
 * One viewer's search through the topics: in short goes with rests between, so that neither 200 000 topics nor a bad
 * regular expression hold anybody's message back. Topics that are new are looked at as they come.
 */
export class TopicSearch {
  readonly wanted: TopicsSearch;
  state: SearchState["state"] = "searching";
  #findings: Findings = { nodes: [], looked: 0, found: 0 };

  readonly #tally: TopicTally;
  readonly #goes: Goes;
  readonly #judge: Judge | undefined;
  readonly #onError: (error: unknown) => void;
  readonly #ended = new AbortController();

  constructor(
    wanted: TopicsSearch,
    {
      tally,
      goes,
      limits,
      onError,
    }: { tally: TopicTally; goes: Goes; limits: Limits; onError: (error: unknown) => void },
  ) {
    this.#onError = onError;
    this.#tally = tally;
    this.#goes = goes;
    this.wanted = wanted;
    this.#judge = judgeOf(wanted, tally, limits);
    if (this.#judge === undefined) this.state = "failed";
  }

  /** The first FOUND_MAX. */
  get nodes(): readonly TreeNode[] {
    return this.#findings.nodes;
  }

  get told(): SearchState {
    const { looked, found } = this.#findings;
    return { looked, found, state: this.state };
  }

  /** Looks through all topics; through payloads again and again, until it is ended. */
  start(): void {
    this.#run().catch(this.#onError);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    while (this.#judge !== undefined && !signal.aborted) {
      await this.#lookThroughAll(this.#judge);
      if (this.wanted.kind !== "payload" || this.state !== "complete") return;
      await pause(AGAIN_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** Topics that are new since the last tick. */
  offer(entered: readonly TreeNode[]): void {
    if (this.state !== "complete" || this.wanted.kind === "payload" || this.#judge === undefined) return;
    if (entered.length <= BATCH) {
      const looked = this.#look(entered, this.#judge, this.#findings);
      if (looked === undefined || looked === entered.length) return;
    }
    // Too many to look at in passing.
    this.state = "searching";
    this.start();
  }

  end(): void {
    this.#ended.abort();
  }

  async #lookThroughAll(judge: Judge): Promise<void> {
    const findings: Findings = { nodes: [], looked: 0, found: 0 };
    const all = this.#tally.tree.byTopic.values();
    let batch: TreeNode[] = [];
    for (let over = false; !over && !this.#ended.signal.aborted; ) {
      await this.#goes.take(() => {
        if (this.#ended.signal.aborted) return;
        const until = performance.now() + GO_MS;
        while (!over && performance.now() < until) {
          while (batch.length < BATCH) {
            const next = all.next();
            if (next.done === true) break;
            batch.push(next.value);
          }
          const looked = this.#look(batch, judge, findings);
          // At a pattern that cannot go on, or at the end of all topics.
          over = looked === undefined || batch.length === 0;
          batch = batch.slice(looked);
        }
      });
      // What was found before is shown until the first look is through, or there is more of it.
      if (this.state === "searching" || over) this.#findings = findings;
    }
    if (this.state === "searching" && !this.#ended.signal.aborted) this.state = "complete";
  }

  /** @returns how many were looked at; undefined: the search cannot go on */
  #look(nodes: readonly TreeNode[], judge: Judge, findings: Findings): number | undefined {
    try {
      const fits = judge(nodes);
      for (let i = 0; i < fits.length; i++) {
        if (fits[i] !== true) continue;
        findings.found++;
        if (findings.nodes.length < FOUND_MAX) findings.nodes.push(nodes[i] as TreeNode);
      }
      findings.looked += fits.length;
      return fits.length;
    } catch (error) {
      if (error instanceof CostlyPattern) this.state = "tooCostly";
      else if (error instanceof BadPattern) this.state = "failed";
      else throw error;
      return undefined;
    }
  }
}

/** Undefined when the text is not what the kind wants. */
function judgeOf({ kind, text }: TopicsSearch, tally: TopicTally, limits: Limits): Judge | undefined {
  switch (kind) {
    case "text": {
      const part = text.toLowerCase();
      return (nodes) => nodes.map(({ path }) => path.toLowerCase().includes(part));
    }
    case "filter":
      if (validateTopicFilter(text, limits) !== undefined) return undefined;
      return (nodes) => nodes.map(({ path }) => filterMatches(text, path));
    case "regex": {
      const test = regexTest(text);
      if (test === undefined) return undefined;
      return (nodes) => test.go(nodes.map(({ path }) => path));
    }
    case "payload": {
      const part = text.toLowerCase();
      return (nodes) => nodesUntil(nodes, (node) => payloadText(node, tally).toLowerCase().includes(part));
    }
  }
}

function regexTest(pattern: string): RegexTest | undefined {
  try {
    return new RegexTest(pattern);
  } catch (error) {
    if (error instanceof BadPattern) return undefined;
    throw error;
  }
}

/** As many as one go has time for, the first in any case: a retained payload may be long. */
function nodesUntil(nodes: readonly TreeNode[], fits: (node: TreeNode) => boolean): readonly boolean[] {
  const until = performance.now() + GO_MS;
  const results: boolean[] = [];
  for (const node of nodes) {
    results.push(fits(node));
    if (performance.now() >= until) break;
  }
  return results;
}

function payloadText(node: TreeNode, tally: TopicTally): string {
  const retained = node.retained ? tally.retainedMessage(node.path)?.payload : undefined;
  const first = Buffer.from(node.value ?? "", "latin1").toString("utf8");
  return retained === undefined ? first : `${first}\n${retained.toString("utf8", 0, PAYLOAD_BYTES_SEARCHED)}`;
}
