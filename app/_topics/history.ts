import type { RawMessage } from "#core/live-topics.ts";
import { bytesOfBase64 } from "../_ui/base64.ts";

/** A message of what is selected, its bytes as they came. */
export interface TopicMessage extends Omit<RawMessage, "payloadBase64" | "seq"> {
  readonly kind: "message";
  /** Rises by one in the page; names the entry while it is kept. */
  readonly key: number;
  /** As the broker counts the selection; 0 for what was there before. */
  readonly seq: number;
  /** Of the payload as far as it was told: `payloadBytes` is the whole. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Messages are missing here: why, and how many where that is known. */
export interface HistoryGap {
  readonly kind: "gap";
  readonly key: number;
  /** When it was noticed: at the message after it, or at the time of the break. */
  readonly atMs: number | null;
  readonly reason: "streamLost" | "sampled" | "paused";
  readonly missed: number | undefined;
}

export type HistoryEntry = TopicMessage | HistoryGap;

export const HISTORY_BYTES_MAX = 8 * 1024 * 1024;
export const HISTORY_ENTRIES_MAX = 1_000;
/** What an entry weighs beside its payload. */
const ENTRY_BYTES = 256;

/** The messages of what is selected, oldest first, bounded by bytes and by number: the oldest go. */
export class History {
  #entries: readonly HistoryEntry[] = [];
  #bytes = 0;
  #keys = 0;
  /** Messages that had to go because there was no room. */
  dropped = 0;

  /** Another array whenever anything changed. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(message: RawMessage): void {
    this.#keep([...this.#entries, this.#entryOf(message)]);
  }

  /** Marks that messages are missing. One gap after another is one: an hour without a stream leaves a single mark. */
  pushGap(reason: HistoryGap["reason"], atMs: number | null, missed?: number): void {
    const last = this.#entries.at(-1);
    // Before the first message nothing is missed that was ever promised.
    if (last === undefined) return;
    const gap: HistoryGap =
      last.kind === "gap" && last.reason === reason
        ? { ...last, missed: last.missed === undefined ? missed : last.missed + (missed ?? 0) }
        : { kind: "gap", key: ++this.#keys, atMs, reason, missed };
    this.#keep([...(gap.key === last.key ? this.#entries.slice(0, -1) : this.#entries), gap]);
  }

  /** Puts the whole payload where only its start was. */
  complete(key: number, payload: Uint8Array<ArrayBuffer>): void {
    this.#keep(
      this.#entries.map((entry) => (entry.kind === "message" && entry.key === key ? { ...entry, payload } : entry)),
    );
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
    this.dropped = 0;
  }

  #entryOf({ payloadBase64, ...message }: RawMessage): TopicMessage {
    return { ...message, kind: "message", key: ++this.#keys, payload: bytesOfBase64(payloadBase64) };
  }

  #keep(entries: readonly HistoryEntry[]): void {
    let bytes = entries.reduce((sum, entry) => sum + weight(entry), 0);
    let gone = 0;
    while (entries.length - gone > 1 && (bytes > HISTORY_BYTES_MAX || entries.length - gone > HISTORY_ENTRIES_MAX)) {
      const oldest = entries[gone];
      if (oldest === undefined) break;
      bytes -= weight(oldest);
      if (oldest.kind === "message") this.dropped++;
      gone++;
    }
    this.#entries = gone === 0 ? entries : entries.slice(gone);
    this.#bytes = bytes;
  }
}

function weight(entry: HistoryEntry): number {
  return ENTRY_BYTES + (entry.kind === "message" ? entry.payload.byteLength : 0);
}
