import { Deque } from "./deque.ts";
import type { Message } from "./message.ts";
import type { MessageTest } from "./message-filter.ts";
import type { ListWindow } from "./protocol.ts";
import type { MessageRing } from "./ring.ts";

/** What the window shows; rows as messages, which the session turns into lines. */
export interface ViewSlice {
  readonly first: number;
  readonly end: number;
  readonly start: number;
  readonly messages: readonly Message[];
  readonly waiting: number;
  readonly scanning: boolean;
}

/** Rows a page may ask for: several screens. */
const ROWS_MAX = 400;

/**
 * The list as a page looks at it: the ring's messages that pass a filter, numbered by ordinals that never move, and a
 * window on them. Without a filter the ordinal is the sequence number. With one, `advance` tests messages in slices,
 * so that a search through the whole ring never holds up what arrives.
 */
export class MessageView {
  readonly #ring: MessageRing;
  #test: MessageTest | undefined;
  /** Sequence numbers that pass the filter, oldest first; unused without one. */
  #matches = new Deque<number>();
  /** The next sequence number to test. */
  #cursor = 0;
  #window: ListWindow = { start: 0, rows: 50, follow: true };
  /** While paused: the ordinal at which the list ends. */
  #frozenEnd: number | undefined;

  constructor(ring: MessageRing) {
    this.#ring = ring;
  }

  get paused(): boolean {
    return this.#frozenEnd !== undefined;
  }

  setWindow(window: ListWindow): void {
    this.#window = { ...window, rows: Math.min(Math.max(0, window.rows), ROWS_MAX) };
  }

  /** Starts again from the oldest message; ordinals begin anew. */
  setFilter(test: MessageTest | undefined): void {
    this.#test = test;
    this.#matches = new Deque();
    this.#cursor = this.#ring.first;
    if (this.paused) this.#frozenEnd = test === undefined ? this.#ring.end : Number.POSITIVE_INFINITY;
  }

  /** Holds the list where it ends now; what arrives is stored all the same. */
  pause(paused: boolean): void {
    this.#frozenEnd = paused ? this.#liveEnd() : undefined;
  }

  /**
   * Tests up to `count` more messages.
   * @returns true when none is left to test
   */
  advance(count: number): boolean {
    if (this.#test === undefined) return true;
    for (let seq = this.#matches.at(this.#matches.first); seq !== undefined && seq < this.#ring.first; ) {
      this.#matches.shift();
      seq = this.#matches.at(this.#matches.first);
    }
    this.#cursor = Math.max(this.#cursor, this.#ring.first);
    const end = Math.min(this.#ring.end, this.#cursor + count);
    for (; this.#cursor < end; this.#cursor++) {
      const message = this.#ring.at(this.#cursor);
      if (message !== undefined && this.#test(message)) this.#matches.push(this.#cursor);
    }
    const done = this.#cursor === this.#ring.end;
    // A filter set while paused shows what had arrived when its first scan ended.
    if (done && this.#frozenEnd === Number.POSITIVE_INFINITY) this.#frozenEnd = this.#matches.end;
    return done;
  }

  read(): ViewSlice {
    const first = this.#test === undefined ? this.#ring.first : this.#matches.first;
    const liveEnd = this.#liveEnd();
    const end = Math.max(first, Math.min(liveEnd, this.#frozenEnd ?? liveEnd));
    const { rows, follow } = this.#window;
    const wanted = follow ? end - rows : this.#window.start;
    const start = Math.min(Math.max(wanted, first), Math.max(first, end - 1));
    const messages: Message[] = [];
    for (let ordinal = start; ordinal < Math.min(end, start + rows); ordinal++) {
      const message = this.#messageAt(ordinal);
      if (message !== undefined) messages.push(message);
    }
    return {
      first,
      end,
      start,
      messages,
      waiting: liveEnd - end,
      scanning: this.#test !== undefined && this.#cursor < this.#ring.end,
    };
  }

  #liveEnd(): number {
    return this.#test === undefined ? this.#ring.end : this.#matches.end;
  }

  #messageAt(ordinal: number): Message | undefined {
    if (this.#test === undefined) return this.#ring.at(ordinal);
    const seq = this.#matches.at(ordinal);
    return seq === undefined ? undefined : this.#ring.at(seq);
  }
}
