import { decodeText } from "./decode-payload.ts";
import { Deque } from "./deque.ts";
import type { Message } from "./message.ts";
import type { CompiledFilter } from "./message-filter.ts";
import type { PatternFault, PatternRunner } from "./pattern-runner.ts";
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
  readonly fault: PatternFault | undefined;
}

/** Ordinals from `from` up to, not including, `to`. */
export interface OrdinalRange {
  readonly from: number;
  readonly to: number;
}

/** Rows a page may ask for: several screens. */
const ROWS_MAX = 400;
/** Characters of text that go to a regular expression at once. */
const PATTERN_CHARS_MAX = 2_000_000;

/**
 * The list as a page looks at it: the ring's messages that pass a filter, numbered by ordinals that never move, and a
 * window on them. Without a filter the ordinal is the sequence number. With one, `advance` tests messages in slices,
 * so that a search through the whole ring never holds up what arrives. A regular expression is run elsewhere, a slice
 * at a time; what it found is there with a later patch.
 */
export class MessageView {
  readonly #ring: MessageRing;
  readonly #patterns: PatternRunner;
  readonly #changed: () => void;
  #filter: CompiledFilter | undefined;
  /** Sequence numbers that pass the filter, oldest first; unused without one. */
  #matches = new Deque<number>();
  /** The next sequence number to test. */
  #cursor = 0;
  /** The expression has been asked about the messages before the cursor and has not answered. */
  #asked = false;
  #fault: PatternFault | undefined;
  #window: ListWindow = { start: 0, rows: 50, follow: true };
  /** While paused: the ordinal at which the list ends. */
  #frozenEnd: number | undefined;

  /** @param changed there is more to read, although nothing arrived */
  constructor(ring: MessageRing, patterns: PatternRunner, changed: () => void) {
    this.#ring = ring;
    this.#patterns = patterns;
    this.#changed = changed;
  }

  get paused(): boolean {
    return this.#frozenEnd !== undefined;
  }

  setWindow(window: ListWindow): void {
    this.#window = { ...window, rows: Math.min(Math.max(0, window.rows), ROWS_MAX) };
  }

  /** Starts again from the oldest message; ordinals begin anew. */
  setFilter(filter: CompiledFilter | undefined): void {
    this.#patterns.giveUp();
    this.#filter = filter;
    this.#matches = new Deque();
    this.#cursor = this.#ring.first;
    this.#asked = false;
    this.#fault = undefined;
    if (this.paused) this.#frozenEnd = filter === undefined ? this.#ring.end : Number.POSITIVE_INFINITY;
  }

  /** Holds the list where it ends now; what arrives is stored all the same. */
  pause(paused: boolean): void {
    this.#frozenEnd = paused ? this.#liveEnd() : undefined;
  }

  /**
   * Tests up to `count` more messages.
   * @returns true when there is nothing to go on with now
   */
  advance(count: number): boolean {
    const filter = this.#filter;
    if (filter === undefined) return true;
    for (let seq = this.#matches.at(this.#matches.first); seq !== undefined && seq < this.#ring.first; ) {
      this.#matches.shift();
      seq = this.#matches.at(this.#matches.first);
    }
    if (this.#asked || this.#fault !== undefined) return true;
    this.#cursor = Math.max(this.#cursor, this.#ring.first);
    if (filter.pattern === undefined) this.#scan(filter, count);
    else this.#ask(filter, filter.pattern, count);
    const done = this.#cursor === this.#ring.end;
    // A filter set while paused shows what had arrived when its first scan ended.
    if (done && !this.#asked && this.#frozenEnd === Number.POSITIVE_INFINITY) this.#frozenEnd = this.#matches.end;
    return done || this.#asked;
  }

  read(): ViewSlice {
    const first = this.#filter === undefined ? this.#ring.first : this.#matches.first;
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
      scanning:
        this.#filter !== undefined && this.#fault === undefined && (this.#asked || this.#cursor < this.#ring.end),
      fault: this.#fault,
    };
  }

  /** The sequence numbers of what is listed within these ordinals, or of all that is. */
  sequenceOf(ranges: readonly OrdinalRange[] | "all"): number[] {
    const { first, end } = this.read();
    const seqs: number[] = [];
    for (const { from, to } of ranges === "all" ? [{ from: first, to: end }] : ranges) {
      for (let ordinal = Math.max(from, first); ordinal < Math.min(to, end); ordinal++) {
        const seq = this.#filter === undefined ? ordinal : this.#matches.at(ordinal);
        if (seq !== undefined) seqs.push(seq);
      }
    }
    return seqs;
  }

  #scan(filter: CompiledFilter, count: number): void {
    const end = Math.min(this.#ring.end, this.#cursor + count);
    for (; this.#cursor < end; this.#cursor++) {
      const message = this.#ring.at(this.#cursor);
      if (message !== undefined && filter.test(message)) this.#matches.push(this.#cursor);
    }
  }

  /** Hands the expression what passes the rest of the filter. */
  #ask(filter: CompiledFilter, pattern: string, count: number): void {
    const end = Math.min(this.#ring.end, this.#cursor + count);
    const seqs: number[] = [];
    const texts: string[] = [];
    for (let chars = 0; this.#cursor < end && chars < PATTERN_CHARS_MAX; this.#cursor++) {
      const message = this.#ring.at(this.#cursor);
      if (message === undefined || !filter.test(message)) continue;
      const text = `${message.topic}\n${decodeText(message.payload) ?? ""}`;
      seqs.push(this.#cursor);
      texts.push(text);
      chars += text.length;
    }
    if (texts.length === 0) return;
    this.#asked = true;
    this.#patterns.ask({ source: pattern, texts }, (verdicts) => {
      this.#asked = false;
      if (typeof verdicts === "string") this.#fault = verdicts;
      else for (const [i, seq] of seqs.entries()) if (verdicts[i]) this.#matches.push(seq);
      this.#changed();
    });
  }

  #liveEnd(): number {
    return this.#filter === undefined ? this.#ring.end : this.#matches.end;
  }

  #messageAt(ordinal: number): Message | undefined {
    if (this.#filter === undefined) return this.#ring.at(ordinal);
    const seq = this.#matches.at(ordinal);
    return seq === undefined ? undefined : this.#ring.at(seq);
  }
}
