/**
 * A queue that grows at one end and is eaten at the other, with every item reachable by its ordinal: the first item
 * ever pushed is 0, and an ordinal never names another item, however many were shifted off before it.
 */
export class Deque<T> {
  #items: (T | undefined)[] = [];
  /** Place of the oldest item in #items; the places before it are already empty. */
  #head = 0;
  #first = 0;

  /** Ordinal of the oldest item; equals `end` when empty. */
  get first(): number {
    return this.#first;
  }

  /** One past the ordinal of the newest item. */
  get end(): number {
    return this.#first + this.length;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** @returns the ordinal of the item */
  push(item: T): number {
    this.#items.push(item);
    return this.end - 1;
  }

  /** The item of this ordinal, or undefined when it was shifted off or never came. */
  at(ordinal: number): T | undefined {
    return ordinal < this.#first ? undefined : this.#items[this.#head + ordinal - this.#first];
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head++;
    this.#first++;
    // Moving the rest down costs its length, so it waits until as much has been eaten: constant per item.
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Empties the queue; ordinals go on from where they were. */
  clear(): void {
    this.#first = this.end;
    this.#items = [];
    this.#head = 0;
  }
}
