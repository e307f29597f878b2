import { createContext, isContext, Script } from "node:vm";
import { GO_MS } from "./goes.ts";

/** Of this much processor time a go really had, it was the pattern that took it; else the machine had other things to do. */
const HAD_MICROSECONDS = 0.8 * GO_MS * 1_000;
/** Goes in a row that came to nothing for want of a processor; then it may as well be the pattern. */
const STARVED_MAX = 100;

const FLAGS = "iu";

const script = new Script(
  "{ const expression = new RegExp(pattern, flags); for (const text of texts) results.push(expression.test(text)); }",
);

/** The pattern is no regular expression. */
export class BadPattern extends Error {}
/** The pattern takes longer for a single text than all texts may take. */
export class CostlyPattern extends Error {}

/**
 * A regular expression that somebody else wrote. JavaScript's backtrack, some for ever; what can be interrupted is a
 * script, so the texts are given to one, a go at a time.
 */
export class RegexTest {
  readonly #context: { pattern: string; flags: string; texts: readonly string[]; results: boolean[] };
  #starved = 0;

  /** @throws BadPattern */
  constructor(pattern: string) {
    try {
      new RegExp(pattern, FLAGS);
    } catch {
      throw new BadPattern();
    }
    this.#context = { pattern, flags: FLAGS, texts: [], results: [] };
  }

  /**
   * Tests as many of the texts as one go has time for; none, where the machine gave it none.
   * @returns a result for each of the first so many
   * @throws BadPattern when it is too large after all, CostlyPattern
   */
  go(texts: readonly string[]): readonly boolean[] {
    const context = this.#context;
    // Half a millisecond and 200 kB: not for a search that is over before its turn comes.
    if (!isContext(context)) createContext(context);
    context.texts = texts;
    context.results = [];
    const before = process.threadCpuUsage();
    try {
      script.runInContext(context, { timeout: GO_MS });
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new BadPattern();
      if (context.results.length > 0) return context.results;
      const { user, system } = process.threadCpuUsage(before);
      if (user + system >= HAD_MICROSECONDS || ++this.#starved > STARVED_MAX) throw new CostlyPattern();
      return context.results;
    }
    this.#starved = 0;
    return context.results;
  }
}
