import { DeliveryQueue } from "../delivery-queue.ts";
import type { StoredDelivery } from "./stored-delivery.ts";

/** Deliveries of one session that stay in memory while its client is connected; beyond it they wait in Postgres. */
export const HEAD_MAX = 512;

/**
 * The queue of a persistent session: a head in memory, then rows that are only in Postgres, then the newest
 * deliveries, which are in memory because they are not committed yet.
 *
 *   [ head ] [ middle: on disk, after `cursor` and up to `diskEnd` ] [ tail ]
 *
 * Pages of the middle are read into the head as it empties. While there is no middle there is no tail.
 */
export class StoredQueue {
  /** All rows of the middle come after this one. */
  cursor = 0;
  /** The last row of the middle; there is none while this is not after `cursor`. */
  diskEnd = 0;
  /** Rows of the middle and their bytes, to hold limits by: exact but for rows that expire or are trimmed. */
  diskCount = 0;
  diskBytes = 0;
  /** Rises when the middle begins earlier than before: a page asked for until then is not the next one any more. */
  generation = 0;
  /** Nothing was read since the broker was started: the window is on disk too. */
  recovered = false;
  /** A page is on its way. */
  reading = false;
  readonly #head = new DeliveryQueue<StoredDelivery>();
  readonly #tail = new DeliveryQueue<StoredDelivery>();

  get onDisk(): boolean {
    return this.diskEnd > this.cursor;
  }

  get length(): number {
    return this.inMemory + (this.onDisk ? Math.max(1, this.diskCount) : 0);
  }

  get bytes(): number {
    return this.#head.bytes + this.diskBytes + this.#tail.bytes;
  }

  get inMemory(): number {
    return this.#head.length + this.#tail.length;
  }

  /** True when a page should be read, so that the head does not run dry. */
  get hungry(): boolean {
    return this.onDisk && !this.reading && this.#head.length < HEAD_MAX / 2;
  }

  push(delivery: StoredDelivery): void {
    if (this.onDisk) this.#tail.push(delivery);
    else this.#head.push(delivery);
  }

  /** No delivery of the queue comes before it. */
  get firstSeq(): number {
    return (
      this.#head.peek()?.seq ?? (this.onDisk ? this.cursor + 1 : (this.#tail.peek()?.seq ?? Number.POSITIVE_INFINITY))
    );
  }

  /** Undefined when empty, and when the next one must be read from disk first. */
  shift(): StoredDelivery | undefined {
    return this.#head.shift();
  }

  /** Takes in the rows that follow `cursor`. @param count rows read, `bytes` of theirs; up to `lastSeq` */
  takePage(page: readonly StoredDelivery[], count: number, bytes: number, lastSeq: number): void {
    for (const delivery of page) this.#head.push(delivery);
    this.cursor = lastSeq;
    this.recovered = false;
    this.#shrink(count, bytes);
    if (this.onDisk) return;
    for (const delivery of this.#tail.clear()) this.#head.push(delivery);
  }

  /** Rows of the middle went unread. */
  trimmed(rows: number, bytes: number): void {
    this.#shrink(rows, bytes);
  }

  /**
   * Lets go of what is committed and beyond `keep`: it can be read again. What is not committed stays, and all after
   * it, since a queue has one middle.
   */
  evict(keep: number): void {
    if (!this.onDisk) {
      if (this.#head.length > keep) this.#split(keep);
      return;
    }
    if (keep === 0) this.#evictHead();
    while (mayGo(this.#tail.peek())) this.#toDisk(this.#tail.shift() as StoredDelivery);
  }

  /** Takes all out that is in memory, oldest first; forgets the rest. */
  clear(): StoredDelivery[] {
    this.diskEnd = this.cursor;
    this.#shrink(this.diskCount, this.diskBytes);
    this.generation++;
    return [...this.#head.clear(), ...this.#tail.clear()];
  }

  /** Of those in memory. */
  removeIf(condition: (delivery: StoredDelivery) => boolean): void {
    this.#head.removeIf(condition);
    this.#tail.removeIf(condition);
  }

  /** The head, which stands before the middle, joins it; all of it or none. */
  #evictHead(): void {
    const head = this.#head.clear();
    const first = head[0];
    if (first === undefined) return;
    if (head.every(mayGo)) {
      for (const delivery of head) this.#toDisk(delivery);
      this.#moveBack(first);
    } else for (const delivery of head) this.#head.push(delivery);
  }

  /** Makes a middle of what is committed after the first `keep`, and a tail of what follows. */
  #split(keep: number): void {
    const all = this.#head.clear();
    let at = 0;
    for (; at < keep; at++) this.#head.push(all[at] as StoredDelivery);
    const first = all[keep] as StoredDelivery;
    for (; mayGo(all[at]); at++) this.#toDisk(all[at] as StoredDelivery);
    if (at > keep) this.#moveBack(first);
    const rest = at > keep ? this.#tail : this.#head;
    for (; at < all.length; at++) rest.push(all[at] as StoredDelivery);
  }

  #moveBack(first: StoredDelivery): void {
    this.cursor = first.seq - 1;
    this.generation++;
  }

  #toDisk(delivery: StoredDelivery): void {
    this.diskCount++;
    this.diskBytes += delivery.message.bytes;
    if (delivery.seq > this.diskEnd) this.diskEnd = delivery.seq;
  }

  #shrink(rows: number, bytes: number): void {
    this.diskCount = this.onDisk ? Math.max(0, this.diskCount - rows) : 0;
    this.diskBytes = this.onDisk ? Math.max(0, this.diskBytes - bytes) : 0;
  }
}

function mayGo(delivery: StoredDelivery | undefined): boolean {
  return delivery?.exists === true && !delivery.dirty;
}
