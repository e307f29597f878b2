import { describe, expect, it } from "vitest";
import {
  afterPublished,
  MESSAGES_PER_TOPIC_MAX,
  NO_MESSAGES,
  TAIL_MAX,
  TOPICS_MAX,
} from "#app/_devices/messages-state.ts";
import type { PublishedEvent } from "#core/control.ts";

/** What a device publishes while its page is looked at: the newest of each topic, and never more than the tab can hold. */

const published = (seq: number, topic: string) => ({ type: "published", seq, topic }) as PublishedEvent;
const many = (count: number, topicOf: (seq: number) => string) =>
  Array.from({ length: count }, (_, seq) => published(seq, topicOf(seq)));

describe("the messages of a device", () => {
  it("keeps the newest of each topic, the newest first, and counts all", () => {
    const state = afterPublished(
      NO_MESSAGES,
      many(25, (seq) => (seq % 5 === 0 ? "rare" : "often")),
    );
    const often = state.topics.get("often");
    expect(often?.count).toBe(20);
    expect(often?.messages).toHaveLength(MESSAGES_PER_TOPIC_MAX);
    expect(often?.messages[0]?.seq).toBe(24);
    expect(state.topics.get("rare")?.messages.map(({ seq }) => seq)).toEqual([20, 15, 10, 5, 0]);
    expect(state.tail.slice(0, 3).map(({ seq }) => seq)).toEqual([24, 23, 22]);
    expect(state.count).toBe(25);
  });

  it("lets the topics go that were heard of longest ago", () => {
    const first = afterPublished(
      NO_MESSAGES,
      many(TOPICS_MAX, (seq) => `t/${seq}`),
    );
    const state = afterPublished(first, [published(1_000, "t/0"), published(1_001, "new")]);
    expect(state.topics.size).toBe(TOPICS_MAX);
    expect(state.topics.has("t/1")).toBe(false);
    expect(state.topics.get("t/0")?.count).toBe(2);
    expect(
      afterPublished(
        state,
        many(500, () => "new"),
      ).tail,
    ).toHaveLength(TAIL_MAX);
  });
});
