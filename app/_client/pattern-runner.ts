/** What is asked of the worker that runs regular expressions. */
export interface PatternQuestion {
  readonly source: string;
  readonly texts: readonly string[];
}
/** Which texts the expression was found in; first of all, that it is there to be asked. */
export type PatternAnswer = readonly boolean[] | "ready";

/** The part of a Worker that is needed of it. */
export interface PatternWorker {
  postMessage(question: PatternQuestion): void;
  addEventListener(type: "message", listener: (event: { readonly data: PatternAnswer }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
  terminate(): void;
}

/** Why there are no verdicts: the expression overran its time, or its thread could not be loaded. */
export type PatternFault = "tooSlow" | "notLoaded";

/** Milliseconds that one question may take; an honest expression answers in a few. */
const PATTERN_TIMEOUT_MS = 2_000;

/** Case does not matter, a character is a whole character, and `^` and `$` are the ends of topic and of each line. */
export const PATTERN_FLAGS = "ium";

/** Whether it is a regular expression at all. */
export function isPattern(source: string): boolean {
  try {
    new RegExp(source, PATTERN_FLAGS);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a person's regular expression over messages. JavaScript cannot stop an expression that backtracks for ever
 * (`(a+)+$`), only the thread it runs on. So it runs on one of its own, which is ended when it overruns its time;
 * the thread that holds the connection waits for nothing.
 */
export class PatternRunner {
  readonly #open: () => PatternWorker;
  readonly #timeoutMs: number;
  #worker: PatternWorker | undefined;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answered: ((verdicts: readonly boolean[] | PatternFault) => void) | undefined;

  constructor(open: () => PatternWorker, timeoutMs: number = PATTERN_TIMEOUT_MS) {
    this.#open = open;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Asks which texts the expression is found in. A question still open is given up, unanswered.
   * @param answered gets one verdict for each text, or why there are none
   */
  ask(question: PatternQuestion, answered: (verdicts: readonly boolean[] | PatternFault) => void): void {
    this.giveUp();
    this.#worker ??= this.#start();
    this.#answered = answered;
    this.#worker.postMessage(question);
    if (this.#ready) this.#watch();
  }

  /** Ends the open question, and with it the thread that may never be done with it. */
  giveUp(): void {
    if (this.#answered !== undefined) this.#end();
  }

  #start(): PatternWorker {
    const worker = this.#open();
    worker.addEventListener("message", ({ data }) => {
      if (worker !== this.#worker) return;
      if (data === "ready") {
        this.#ready = true;
        this.#watch();
      } else {
        clearTimeout(this.#timer);
        const answered = this.#answered;
        this.#answered = undefined;
        answered?.(data);
      }
    });
    worker.addEventListener("error", () => worker === this.#worker && this.#fail("notLoaded"));
    return worker;
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail("tooSlow"), this.#timeoutMs);
  }

  #fail(fault: PatternFault): void {
    const answered = this.#answered;
    this.#end();
    answered?.(fault);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#answered = undefined;
    this.#ready = false;
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
