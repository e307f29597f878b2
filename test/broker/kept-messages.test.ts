import { expect, test } from "vitest";
import { MESSAGE_BYTES_KEPT_MAX, type RawMessage } from "#core/live-topics.ts";
import { KeptMessages } from "#server/live-topics/kept-messages.ts";

const message = (seq: number, bytes: number) => ({ told: { seq } as RawMessage, payload: Buffer.alloc(0), bytes });

test("messages are weighed with their properties: many small payloads with large ones are not many", () => {
  const kept = new KeptMessages();
  for (let seq = 1; seq <= 10; seq++) kept.push(message(seq, MESSAGE_BYTES_KEPT_MAX / 2));
  expect(kept.since(0).map(({ told }) => told.seq)).toEqual([9, 10]);
  kept.push(message(11, 2 * MESSAGE_BYTES_KEPT_MAX));
  expect(kept.since(0).map(({ told }) => told.seq)).toEqual([11]);
});
