import { createContext, Script } from "node:vm";

/** One go of a regular expression, however many texts it gets through: no longer than other long work. */
const GO_MS = 5;

const script = new Script(
  "{ const expression = new RegExp(pattern, 'iu'); for (const text of texts) results.push(expression.test(text)); }",
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
  readonly #context: { pattern: string; texts: readonly string[]; results: boolean[] };

  constructor(pattern: string) {
    this.#context = { pattern, texts: [], results: [] };
    createContext(this.#context);
  }

  /**
   * Tests as many of the texts as one go has time for.
   * @returns a result for each of the first so many
   * @throws BadPattern, CostlyPattern
   */
  go(texts: readonly string[]): readonly boolean[] {
    const context = this.#context;
    context.texts = texts;
    context.results = [];
    try {
      script.runInContext(context, { timeout: GO_MS });
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new BadPattern();
      if (context.results.length === 0) throw new CostlyPattern();
    }
    return context.results;
  }
}
