import { Deque } from "./deque.ts";
import { type Message, messageBytes } from "./message.ts";

/** Bytes a session keeps unless told otherwise; about 120 000 messages of 250 bytes. */
export const RING_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes that all sessions of a page keep together. */
export const ALL_RINGS_BYTES_MAX = 128 * 1024 * 1024;

/** What each of so many sessions may keep. */
export function ringBytesOf(sessions: number): number {
  return Math.min(RING_BYTES_MAX, Math.floor(ALL_RINGS_BYTES_MAX / Math.max(1, sessions)));
}

/**
 * The messages of one session, oldest first, bounded by bytes: a new one pushes out as many old ones as it needs.
 * A message larger than the whole ring is kept alone: what arrived last is never thrown away.
 */
export class MessageRing {
  readonly #messages = new Deque<Message>();
  #bytesMax: number;
  #bytes = 0;
  #evicted = 0;

  constructor(bytesMax: number = RING_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes held now, at most `bytesMax` (unless a single message is larger). */
  get bytes(): number {
    return this.#bytes;
  }
  get bytesMax(): number {
    return this.#bytesMax;
  }
  get length(): number {
    return this.#messages.length;
  }
  /** Sequence number of the oldest message kept. */
  get first(): number {
    return this.#messages.first;
  }
  /** One past the newest sequence number; the next message gets it. */
  get end(): number {
    return this.#messages.end;
  }
  /** Messages pushed out by newer ones since the last clear. */
  get evicted(): number {
    return this.#evicted;
  }

  at(seq: number): Message | undefined {
    return this.#messages.at(seq);
  }

  /** Stores a message, which gets the next sequence number. */
  push(message: Omit<Message, "seq">): Message {
    const bytes = messageBytes(message);
    while (this.#messages.length > 0 && this.#bytes + bytes > this.#bytesMax) this.#evict();
    const stored: Message = { ...message, seq: this.#messages.end };
    this.#messages.push(stored);
    this.#bytes += bytes;
    return stored;
  }

  /** Another bound from now on; what is beyond it is pushed out at once. */
  resize(bytesMax: number): void {
    this.#bytesMax = bytesMax;
    while (this.#messages.length > 1 && this.#bytes > bytesMax) this.#evict();
  }

  /** The newest message of the same topic that came before this one, among the last `lookBack` before it. */
  previousOf({ seq, topic }: Pick<Message, "seq" | "topic">, lookBack: number): Message | undefined {
    for (let at = seq - 1; at >= Math.max(this.first, seq - lookBack); at--) {
      const message = this.at(at);
      if (message?.topic === topic) return message;
    }
    return undefined;
  }

  /** Forgets every message; sequence numbers go on. */
  clear(): void {
    this.#messages.clear();
    this.#bytes = 0;
    this.#evicted = 0;
  }

  #evict(): void {
    const oldest = this.#messages.shift();
    if (oldest === undefined) return;
    this.#bytes -= messageBytes(oldest);
    this.#evicted++;
  }
}
