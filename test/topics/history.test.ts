import { describe, expect, it } from "vitest";
import { HISTORY_BYTES_MAX, HISTORY_ENTRIES_MAX, History, type HistoryEntry } from "#app/_topics/history.ts";
import { historyFile } from "#app/_topics/history-file.ts";
import { MARKS_MAX, timelineMarks } from "#app/_topics/timeline.ts";
import { aGap, aRawMessage, aTopicMessage } from "./a-topic-message.ts";

const sizes = (history: History) =>
  history.entries.map((entry) => (entry.kind === "message" ? entry.seq : [entry.reason, entry.missed]));

describe("the history of a topic", () => {
  it("keeps the newest messages, bounded by number", () => {
    const history = new History();
    for (let seq = 1; seq <= HISTORY_ENTRIES_MAX + 3; seq++) history.push(aRawMessage({ seq }));
    expect(history.entries).toHaveLength(HISTORY_ENTRIES_MAX);
    expect(sizes(history)[0]).toBe(4);
    expect(history.dropped).toBe(3);
  });

  it("keeps the newest messages, bounded by bytes; one that is too large for all stands alone", () => {
    const history = new History();
    const third = "x".repeat(HISTORY_BYTES_MAX / 3);
    for (let seq = 1; seq <= 4; seq++) history.push(aRawMessage({ seq, payload: third }));
    expect(sizes(history)).toEqual([3, 4]);
    expect(history.bytes).toBeLessThan(HISTORY_BYTES_MAX);
    history.push(aRawMessage({ seq: 5, payload: "x".repeat(HISTORY_BYTES_MAX + 1) }));
    expect(sizes(history)).toEqual([5]);
  });

  it("tells gaps that follow each other as one, with the sum of what is missing, and none before the first message", () => {
    const history = new History();
    history.pushGap("sampled", null, 9);
    history.push(aRawMessage({ seq: 1 }));
    history.pushGap("sampled", null, 3);
    history.pushGap("sampled", null, 4);
    history.pushGap("streamLost", null);
    expect(sizes(history)).toEqual([1, ["sampled", 7], ["streamLost", undefined]]);
  });

  it("takes the whole payload where only its start was told", () => {
    const history = new History();
    history.push(aRawMessage({ payload: "17", payloadBytes: 4 }));
    history.complete(history.entries[0]?.key ?? 0, new TextEncoder().encode("17.2"));
    expect(history.entries[0]).toMatchObject({ payload: new TextEncoder().encode("17.2"), payloadBytes: 4 });
  });
});

describe("the history as a file", () => {
  const entries: readonly HistoryEntry[] = [
    aTopicMessage({ topic: "hall/t", payload: new TextEncoder().encode('{"a":"1,2"}'), retain: true }),
    aGap({ reason: "streamLost", missed: undefined }),
    aTopicMessage({ topic: "=1+1", payload: Uint8Array.of(0xff, 0x00), properties: { contentType: "image/png" } }),
  ];

  it("tells bytes that are no text in base64, and gaps, in JSON Lines", () => {
    const lines = historyFile(entries, "jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { topic: "hall/t", encoding: "utf8", payload: '{"a":"1,2"}', retain: true, at: "2026-01-02T03:04:05.000Z" },
      { gap: "streamLost", missed: null },
      { topic: "=1+1", encoding: "base64", payload: "/wA=", properties: { contentType: "image/png" } },
    ]);
  });

  it("quotes what CSV must quote, and lets no spreadsheet run a topic", () => {
    const [head, first, second] = historyFile(entries, "csv").split("\r\n");
    expect(head).toBe("at,topic,qos,retain,device,encoding,payload,payloadBytes");
    expect(first).toBe('2026-01-02T03:04:05.000Z,hall/t,0,true,sensor-1,utf8,"{""a"":""1,2""}",11');
    expect(second).toContain(",'=1+1,");
  });
});

describe("the timeline", () => {
  it("lies between the oldest and the newest, gaps before messages on the same stroke", () => {
    expect(
      timelineMarks([
        aTopicMessage({ atMs: null }),
        aTopicMessage({ atMs: 1_000 }),
        aTopicMessage({ atMs: 1_500 }),
        aGap({ atMs: 1_500 }),
        aTopicMessage({ atMs: 2_000 }),
      ]),
    ).toEqual([
      { kind: "message", at: 0 },
      { kind: "gap", at: 0.5 },
      { kind: "message", at: 1 },
    ]);
    expect(timelineMarks([])).toEqual([]);
    expect(timelineMarks([aTopicMessage({})])).toEqual([{ kind: "message", at: 1 }]);
  });

  it("has a bounded number of strokes", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => aTopicMessage({ atMs: index }));
    expect(timelineMarks(many).length).toBeLessThanOrEqual(MARKS_MAX + 1);
  });
});
