// HOT: what ends every turn of the event loop.
import type { Connection } from "./connection.ts";

/**
 * Gathers in the turn, flushes at its end: each connection touched while this turn's sockets were read is written to
 * once, and connections that used up their share of the turn go on in the next one.
 */
export class Turn {
  #touched: Connection[] = [];
  #yielded: Connection[] = [];
  #scheduled = false;

  /** Has the connection flushed at the end of this turn; asked at most once per turn by each. */
  touch(connection: Connection): void {
    this.#touched.push(connection);
    if (!this.#scheduled) this.#schedule();
  }

  /** Has the connection go on reading what it holds, after this turn's flush. */
  yield(connection: Connection): void {
    this.#yielded.push(connection);
    if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    // The check phase: after every socket of this turn's poll was read, before the loop may sleep.
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    this.#scheduled = false;
    const touched = this.#touched;
    const yielded = this.#yielded;
    this.#touched = [];
    this.#yielded = [];
    for (let i = 0; i < touched.length; i++) (touched[i] as Connection).flush();
    for (let i = 0; i < yielded.length; i++) (yielded[i] as Connection).proceed();
  };
}
