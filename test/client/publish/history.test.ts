import { expect, test } from "vitest";
import { FIRST_DRAFT } from "#app/_client/publish/draft.ts";
import {
  HISTORY_MAX,
  HISTORY_PAYLOAD_CHARS_MAX,
  NO_HISTORY,
  type PublishHistory,
  remember,
  walk,
} from "#app/_client/publish/history.ts";

const publish = (history: PublishHistory, topic: string, payload: string): PublishHistory =>
  remember(history, { ...FIRST_DRAFT, topic, payload, format: "text" });
const three = ["one", "two", "three"].reduce((history, payload) => publish(history, "t", payload), NO_HISTORY);

test("the newest stands first, and nothing stands twice; a topic keeps its last QoS and retain", () => {
  const again = remember(publish(three, "u", "one"), { ...FIRST_DRAFT, topic: "t", qos: 2, retain: true });
  expect(again.topics).toEqual([
    { topic: "t", qos: 2, retain: true },
    { topic: "u", qos: 1, retain: false },
  ]);
  expect(publish(three, "t", "one").payloads.map(({ payload }) => payload)).toEqual(["one", "three", "two"]);
});

test("it stays within its numbers", () => {
  let history = NO_HISTORY;
  for (let i = 0; i < 2 * HISTORY_MAX; i++) history = publish(history, `t${i}`, `p${i}`);
  expect(history.topics).toHaveLength(HISTORY_MAX);
  expect(history.payloads).toHaveLength(HISTORY_MAX);
  const large = publish(history, "t", "x".repeat(HISTORY_PAYLOAD_CHARS_MAX - 10));
  expect(large.payloads.length).toBeLessThan(6);
  expect(publish(history, "t", "x".repeat(HISTORY_PAYLOAD_CHARS_MAX + 1)).payloads[0]?.payload).toBe("p99");
});

test("walking goes back to the oldest and forward again to what was being written", () => {
  const written = { payload: "draft", format: "json" } as const;
  let place: number | undefined;
  const step = (direction: -1 | 1): string | undefined => {
    const next = walk(three, place, direction, written);
    place = next.place;
    return next.past?.payload;
  };
  expect([step(-1), step(-1), step(-1), step(-1)]).toEqual(["three", "two", "one", undefined]);
  expect(place).toBe(2);
  expect([step(1), step(1), step(1), step(1)]).toEqual(["two", "three", "draft", undefined]);
  expect(place).toBeUndefined();
});
