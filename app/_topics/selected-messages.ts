import type { RawFrame, TopicsSelection, TopicsView, TopicValues } from "#core/live-topics.ts";
import { History, type HistoryGap } from "./history.ts";

/** The messages of one selection: what was kept of them, and where the broker is to go on. */
export class SelectedMessages {
  readonly selection: TopicsSelection | null;
  readonly history = new History();
  /** How many there were, shown or not. */
  seen = 0;
  /** One in so many is shown. */
  oneIn = 1;
  #selectionId: number | undefined;
  /** The payload that was taken from the tree, when that is all there is. */
  #former: string | undefined;
  /** The last `seq` that was told. */
  #after = 0;
  /** Why messages are missing before the next one, if some are. */
  #gapReason: HistoryGap["reason"] = "sampled";

  constructor(selection: TopicsSelection | null) {
    this.selection = selection;
  }

  /** The last message that is here: the broker goes on after it. */
  get after(): TopicsView["after"] {
    return this.#selectionId === undefined ? null : { selectionId: this.#selectionId, seq: this.#after };
  }

  /** The broker has heard of the selection: what is published from now on is not missed. */
  get open(): boolean {
    return this.#selectionId !== undefined;
  }

  /** What is missing before the next message is missing for this reason. */
  expectGap(reason: HistoryGap["reason"]): void {
    this.#gapReason = reason;
  }

  /** Until a message of the topic comes, its last one is shown as far as the tree knows it. */
  tellFormer({ value, children, lastAtMs }: Pick<TopicValues, "value" | "children" | "lastAtMs">): void {
    if (this.selection?.kind !== "topic" || value === null || value.payloadBase64 === this.#former) return;
    // What came between the look and the broker's hearing of it is in the tree alone.
    if (this.history.entries.length > 1 || (this.#former === undefined && this.history.entries.length > 0)) return;
    this.#former = value.payloadBase64;
    this.history.clear();
    // Of a branch it is not known when the message to the branch itself came.
    const atMs = children === 0 ? lastAtMs : null;
    this.history.push({ ...value, seq: 0, topic: this.selection.topic, atMs, properties: {}, publisher: null });
  }

  take({ selectionId, seen, oneIn, messages }: RawFrame): void {
    let first = this.#selectionId === undefined;
    if (!first && selectionId !== this.#selectionId) {
      this.history.pushGap("streamLost", null);
      this.#after = 0;
    }
    this.#selectionId = selectionId;
    this.seen = seen;
    this.oneIn = oneIn;
    for (const message of messages) {
      if (message.seq === 0) {
        // The whole of what the tree told the beginning of.
        if (this.#after > 0) continue;
        this.#former = undefined;
        this.history.clear();
      }
      // Told twice where the stream was opened anew: what was kept of the selection comes again.
      if (message.seq !== 0 && message.seq <= this.#after) continue;
      // Somebody else selected it before: what was kept for them begins where it begins.
      if (first && message.seq > 1) this.history.clear();
      first = false;
      const missed = message.seq - this.#after - 1;
      if (missed > 0) this.history.pushGap(this.#gapReason, message.atMs, missed);
      this.#gapReason = "sampled";
      this.history.push(message);
      this.#after = message.seq;
    }
  }
}
