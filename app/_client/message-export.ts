import type { Message } from "./message.ts";
import { csvHeading, csvLine, jsonLine } from "./message-line.ts";
import type { MessageRing } from "./ring.ts";

export type ExportFormat = "jsonl" | "csv";

/** Where an export stands. */
export interface ExportState {
  /** The page's own number for it. */
  readonly id: number;
  readonly format: ExportFormat;
  readonly done: number;
  readonly total: number;
  /** Of `done`: pushed out of the ring before they were written. */
  readonly missed: number;
  /** The whole file, once it is whole. */
  readonly file: Blob | undefined;
}

/** Characters written before others get their turn: a few milliseconds of work. */
const SLICE_CHARS = 512 * 1024;
/** RFC 4180's for CSV, which JSON readers take for white space. */
const LINE_END = { jsonl: "\n", csv: "\r\n" } as const;

/**
 * Writes messages into a file a slice at a time, so that neither what arrives nor the page waits for it. The file grows
 * as a Blob, which a browser keeps outside the heap, and goes to the page as a reference.
 */
export class MessageExport {
  readonly #ring: MessageRing;
  readonly #seqs: readonly number[];
  readonly #changed: () => void;
  readonly #id: number;
  readonly #format: ExportFormat;
  #blob: Blob;
  #done = 0;
  #missed = 0;
  #cancelled = false;

  /** @param changed its state is another */
  constructor(
    wish: { readonly id: number; readonly format: ExportFormat },
    ring: MessageRing,
    seqs: readonly number[],
    changed: () => void,
  ) {
    this.#id = wish.id;
    this.#format = wish.format;
    this.#ring = ring;
    this.#seqs = seqs;
    this.#changed = changed;
    const type = wish.format === "csv" ? "text/csv" : "application/jsonl";
    this.#blob = new Blob(wish.format === "csv" ? [csvHeading(), LINE_END.csv] : [], { type: `${type};charset=utf-8` });
    this.#slice();
  }

  get state(): ExportState {
    const whole = this.#done === this.#seqs.length;
    return {
      id: this.#id,
      format: this.#format,
      done: this.#done,
      total: this.#seqs.length,
      missed: this.#missed,
      file: whole ? this.#blob : undefined,
    };
  }

  cancel(): void {
    this.#cancelled = true;
  }

  #slice(): void {
    if (this.#cancelled) return;
    const line: (message: Message) => string = this.#format === "csv" ? csvLine : jsonLine;
    let text = "";
    for (; this.#done < this.#seqs.length && text.length < SLICE_CHARS; this.#done++) {
      const message = this.#ring.at(this.#seqs[this.#done] ?? -1);
      if (message === undefined) this.#missed++;
      else text += line(message) + LINE_END[this.#format];
    }
    this.#blob = new Blob([this.#blob, text], { type: this.#blob.type });
    if (this.#done < this.#seqs.length) setTimeout(() => this.#slice());
    this.#changed();
  }
}
