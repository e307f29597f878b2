import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MessageKeeper, type MessageStore } from "#app/_client/message-keeper.ts";
import { MessageRing } from "#app/_client/ring.ts";
import type { KeptMessage } from "#app/_client/storage/client-storage.ts";
import { aMessage } from "./a-message.ts";

/** Keeps in an array, batch by batch. */
class ArrayStore implements MessageStore {
  readonly batches: (readonly KeptMessage[])[] = [];
  kept: KeptMessage[] = [];
  async messages() {
    return this.kept;
  }
  async add(messages: readonly KeptMessage[]) {
    this.batches.push(messages);
    this.kept.push(...messages);
  }
  async clear() {
    this.kept = [];
  }
}

describe("the keeper of messages", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("writes what came within half a second at once, and each message once", async () => {
    const store = new ArrayStore();
    const ring = new MessageRing();
    const keeper = new MessageKeeper(ring, store);
    for (const text of ["a", "b"]) {
      ring.push(aMessage({ text }));
      keeper.touch();
    }
    await vi.advanceTimersByTimeAsync(1_000);
    ring.push(aMessage({ text: "c" }));
    keeper.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.batches.map((batch) => batch.length)).toEqual([2, 1]);
  });

  it("takes back what was kept, marked as earlier, and does not keep it a second time", async () => {
    const store = new ArrayStore();
    store.kept = [aMessage({ text: "old", direction: "sent", delivery: { state: "waiting" } })];
    const ring = new MessageRing();
    const keeper = new MessageKeeper(ring, store);
    await keeper.restore();
    expect(ring.at(0)).toMatchObject({ earlier: true, delivery: { state: "unknown" } });
    ring.push(aMessage({ text: "new" }));
    keeper.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.batches.map((batch) => batch.length)).toEqual([1]);
  });

  it("keeps nothing of what was cleared before it was written", async () => {
    const store = new ArrayStore();
    const ring = new MessageRing();
    const keeper = new MessageKeeper(ring, store);
    ring.push(aMessage({ text: "a" }));
    keeper.touch();
    ring.clear();
    keeper.clear();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.kept).toEqual([]);
  });

  it("loses what the ring lost, and no more", async () => {
    const store = new ArrayStore();
    const ring = new MessageRing(1_000);
    const keeper = new MessageKeeper(ring, store);
    for (let n = 0; n < 10; n++) {
      ring.push(aMessage({ text: String(n) }));
      keeper.touch();
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.kept).toHaveLength(ring.length);
  });
});
