import fc from "fast-check";
import { expect, test } from "vitest";
import { Deque } from "#app/_client/deque.ts";
import { messageBytes } from "#app/_client/message.ts";
import { ALL_RINGS_BYTES_MAX, MessageRing, RING_BYTES_MAX, ringBytesOf } from "#app/_client/ring.ts";
import { aMessage } from "./a-message.ts";

test("a deque is the queue it models, and an ordinal names one item for ever", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("push", "push", "push", "shift", "clear"), { maxLength: 4_000 }), (steps) => {
      const deque = new Deque<number>();
      const model: number[] = [];
      let next = 0;
      for (const step of steps) {
        if (step === "push") {
          expect(deque.push(next)).toBe(next);
          model.push(next++);
        } else if (step === "shift") {
          expect(deque.shift()).toBe(model.shift());
        } else {
          deque.clear();
          model.length = 0;
        }
      }
      expect(deque.length).toBe(model.length);
      expect(deque.end).toBe(next);
      for (const [i, value] of model.entries()) expect(deque.at(deque.first + i)).toBe(value);
      expect(deque.at(deque.first - 1)).toBeUndefined();
      expect(deque.at(deque.end)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("a deque that turned over many times still finds its items", () => {
  const deque = new Deque<number>();
  for (let i = 0; i < 100_000; i++) {
    deque.push(i);
    if (i >= 10) deque.shift();
  }
  expect(deque.length).toBe(10);
  expect(deque.first).toBe(99_990);
  expect(deque.at(99_995)).toBe(99_995);
});

test("the ring never holds more bytes than it may, keeps the newest, in order, and counts what it pushed out", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000, max: 20_000 }),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 300 }),
      (bytesMax, sizes) => {
        const ring = new MessageRing(bytesMax);
        for (const size of sizes) {
          const message = aMessage({ payload: new Uint8Array(size) });
          ring.push(message);
          expect(ring.bytes <= bytesMax || ring.length === 1).toBe(true);
        }
        expect(ring.end).toBe(sizes.length);
        expect(ring.length + ring.evicted).toBe(sizes.length);
        let bytes = 0;
        for (let seq = ring.first; seq < ring.end; seq++) {
          const message = ring.at(seq);
          expect(message?.seq).toBe(seq);
          expect(message?.payload.byteLength).toBe(sizes[seq]);
          bytes += message === undefined ? 0 : messageBytes(message);
        }
        expect(ring.bytes).toBe(bytes);
      },
    ),
  );
});

test("a message larger than the ring is kept alone, until the next one", () => {
  const ring = new MessageRing(1_000);
  ring.push(aMessage({ payload: new Uint8Array(10) }));
  ring.push(aMessage({ payload: new Uint8Array(5_000) }));
  expect(ring.length).toBe(1);
  expect(ring.at(1)?.payload.byteLength).toBe(5_000);
  ring.push(aMessage({ payload: new Uint8Array(10) }));
  expect(ring.length).toBe(1);
  expect(ring.bytes).toBeLessThanOrEqual(1_000);
});

test("cleared, the ring is empty and sequence numbers go on", () => {
  const ring = new MessageRing();
  ring.push(aMessage({}));
  ring.clear();
  expect([ring.length, ring.bytes, ring.evicted]).toEqual([0, 0, 0]);
  expect(ring.push(aMessage({})).seq).toBe(1);
});

test("made smaller, the ring pushes out at once what is beyond; sessions of a page share one bound", () => {
  const ring = new MessageRing();
  for (let i = 0; i < 100; i++) ring.push(aMessage({ payload: new Uint8Array(1_000) }));
  ring.resize(20_000);
  expect(ring.bytes).toBeLessThanOrEqual(20_000);
  expect(ring.length + ring.evicted).toBe(100);
  for (const sessions of [0, 1, 2, 3, 10, 100]) {
    expect(ringBytesOf(sessions) * sessions).toBeLessThanOrEqual(ALL_RINGS_BYTES_MAX);
  }
  expect(ringBytesOf(1)).toBe(RING_BYTES_MAX);
});

test("the message before one on the same topic is found, as far back as asked", () => {
  const ring = new MessageRing();
  for (let i = 0; i < 10; i++) ring.push(aMessage({ topic: `t/${i % 3}` }));
  const last = ring.at(9);
  if (last === undefined) throw new Error("unreachable");
  expect(ring.previousOf(last, 100)?.seq).toBe(6);
  expect(ring.previousOf(last, 2)).toBeUndefined();
  expect(ring.previousOf({ seq: 2, topic: "t/2" }, 100)).toBeUndefined();
});

test("properties are counted too", () => {
  const ring = new MessageRing(10_000);
  const properties = { userProperties: [["name", "x".repeat(2_000)]] as const };
  for (let i = 0; i < 10; i++) ring.push(aMessage({ properties }));
  expect(ring.length).toBe(2);
});
