import { describe, expect, it } from "vitest";
import { TopicsModel } from "#app/_topics/topics-model.ts";
import { aFrame, aNode, NO_TREE, values } from "./a-frame.ts";
import { aRawMessage } from "./a-topic-message.ts";

const history = (model: TopicsModel) =>
  model.messages.history.entries.map((entry) => (entry.kind === "message" ? entry.seq : [entry.reason, entry.missed]));

const raw = (over: object) => ({ selectionId: 1, seen: 0, oneIn: 1, messages: [], ...over });

describe("what the page knows of the topics", () => {
  it("is what the frames told, changes kept and the rest left", () => {
    const model = new TopicsModel();
    model.take(
      aFrame({
        nodes: [aNode(1, "hall"), aNode(2, "hall/t")],
        values: [values(1, { children: 1, topics: 1, spark: [0, 2] }), values(2, { payload: "17.2", retained: true })],
        lists: [{ list: "children", under: null, from: 0, total: 1, ids: [1], sorting: false }],
      }),
      5_000,
    );
    expect(model.layout.rows).toBe(1);
    expect(model.nodeAt("hall/t")).toMatchObject({ name: "t", preview: "17.2" });
    expect(model.clockAheadMs).toBe(NO_TREE.sinceMs - 5_000);
    model.take(aFrame({ values: [values(1, { children: 2, topics: 2, messages: 9 })] }), 5_250);
    expect(model.nodeAt("hall")).toMatchObject({ values: { messages: 9 }, spark: [0, 2] });
    model.take(aFrame({ gone: [2] }), 5_500);
    expect(model.nodeAt("hall/t")).toBeUndefined();
    expect(model.nodeAt("hall")).toBeDefined();
  });

  it("flashes what got a message, not what is told for the first time", () => {
    const model = new TopicsModel();
    model.take(aFrame({ nodes: [aNode(1, "a")], values: [values(1, { messages: 5 })] }), 0);
    expect(model.node(1)?.flashes).toBe(0);
    model.take(aFrame({ values: [values(1, { messages: 5 })] }), 0);
    expect(model.node(1)?.flashes).toBe(0);
    model.take(aFrame({ values: [values(1, { messages: 6 })] }), 0);
    expect(model.node(1)?.flashes).toBe(1);
  });

  it("opens branches below an opened node as they are told", () => {
    const model = new TopicsModel();
    model.expandAll(null);
    model.take(
      aFrame({
        nodes: [aNode(1, "a"), aNode(2, "b")],
        values: [values(1, { children: 3 }), values(2, {})],
        lists: [{ list: "children", under: null, from: 0, total: 2, ids: [1, 2], sorting: false }],
      }),
      0,
    );
    expect(model.layout.rows).toBe(5);
    expect(model.layout.isExpanded("b")).toBe(false);
  });

  it("stays in sight while the stream begins anew, until something is told", () => {
    const model = new TopicsModel();
    const list = { list: "children", under: null, from: 0, total: 1, ids: [1], sorting: false } as const;
    model.take(aFrame({ nodes: [aNode(1, "a")], values: [values(1, {})], lists: [list] }), 0);
    model.beginAnew();
    model.take(aFrame({}), 0);
    expect(model.nodeAt("a")).toBeDefined();
    model.take(aFrame({ nodes: [aNode(1, "b")], values: [values(1, {})], lists: [list] }), 0);
    expect(model.nodeAt("a")).toBeUndefined();
    expect(model.nodeAt("b")).toBeDefined();
  });

  it("keeps what was found in its order while somebody points at it", () => {
    const model = new TopicsModel();
    const found = (...ids: number[]) =>
      aFrame({ lists: [{ list: "found", under: null, from: 0, total: ids.length, ids, sorting: false }] });
    model.take(found(1, 2, 3), 0);
    model.take(found(4, 3, 1), 0, true);
    expect(model.found).toEqual([1, 3, 4]);
    model.release();
    expect(model.found).toEqual([4, 3, 1]);
  });

  it("counts rows that wait while somebody points at one, and has lines for them afterwards", () => {
    const model = new TopicsModel();
    const children = (total: number, ...ids: number[]) =>
      aFrame({ lists: [{ list: "children", under: null, from: 0, total, ids, sorting: false }] });
    model.take(children(2, 1, 2), 0);
    model.take(children(5, 1, 2), 0, true);
    expect(model.layout).toMatchObject({ waiting: 3, rows: 2 });
    model.release();
    expect(model.layout).toMatchObject({ waiting: 0, rows: 5 });
  });

  it("forgets what another question found", () => {
    const model = new TopicsModel();
    model.take(
      aFrame({
        search: { looked: 5, found: 1, state: "complete" },
        lists: [{ list: "found", under: null, from: 0, total: 1, ids: [7], sorting: false }],
      }),
      0,
    );
    expect(model.found).toEqual([7]);
    model.forgetSearch();
    expect(model).toMatchObject({ found: [], search: undefined });
  });
});

describe("the messages of the selection", () => {
  const topic = (name: string) => ({ kind: "topic", topic: name }) as const;
  /** A model whose selection the broker has been asked for. */
  const asked = (name: string) => {
    const model = new TopicsModel();
    model.select(topic(name));
    model.asked();
    return model;
  };

  it("are each taken once, in order, and what was left out between them is told", () => {
    const model = asked("a");
    const told = (...seqs: number[]) => seqs.map((seq) => aRawMessage({ seq }));
    model.take(aFrame({ raw: raw({ seen: 2, messages: told(0, 1, 2) }) }), 0);
    model.take(aFrame({ raw: raw({ seen: 9, oneIn: 4, messages: told(2, 6, 7) }) }), 0);
    expect(history(model)).toEqual([0, 1, 2, ["sampled", 3], 6, 7]);
    expect(model.messages).toMatchObject({ seen: 9, oneIn: 4, after: { selectionId: 1, seq: 7 } });
  });

  it("begin with the last value that the tree knows, until the broker tells it whole or another comes", () => {
    const model = asked("a");
    const told = values(1, { payload: "17", lastAtMs: 5, value: null });
    const value = { payloadBase64: btoa("17"), payloadBytes: 400, qos: 1, retain: false } as const;
    expect(history(model)).toEqual([]);
    model.take(aFrame({ nodes: [aNode(1, "a")], values: [{ ...told, value }] }), 0);
    expect(model.messages.history.entries).toMatchObject([{ seq: 0, topic: "a", atMs: 5, payloadBytes: 400, qos: 1 }]);
    const newer = { ...value, payloadBase64: btoa("18") };
    model.take(aFrame({ values: [{ ...told, value: newer }] }), 0);
    expect(model.messages.history.entries).toMatchObject([{ seq: 0, payload: new TextEncoder().encode("18") }]);
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 0, atMs: null, payload: "17.2" })] }) }), 0);
    expect(model.messages.history.entries).toMatchObject([{ seq: 0, atMs: null, payloadBytes: 4 }]);
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 1 })] }) }), 0);
    expect(history(model)).toEqual([0, 1]);
    model.select(topic("b"));
    model.asked();
    model.select(topic("a"));
    expect(model.messages.history.entries).toMatchObject([{ seq: 0, payloadBytes: 400 }]);
  });

  it("have no gap before the first: what was before one looked was not missed", () => {
    const model = asked("a");
    const node = { nodes: [aNode(1, "a")], values: [values(1, { payload: "17" })] };
    model.take(aFrame(node), 0);
    expect(history(model)).toEqual([0]);
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 51 })] }) }), 0);
    expect(history(model)).toEqual([51]);
  });

  it("go on after a break where they ended, and say what the break cost", () => {
    const model = asked("a");
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 1 })] }) }), 0);
    model.beginAnew();
    expect(model.messages.after).toEqual({ selectionId: 1, seq: 1 });
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 4 })] }) }), 0);
    expect(history(model)).toEqual([1, ["streamLost", 2], 4]);
  });

  it("begin anew where the broker counts anew, with a gap of unknown size", () => {
    const model = asked("a");
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 8 })] }) }), 0);
    model.take(aFrame({ raw: raw({ selectionId: 2, messages: [aRawMessage({ seq: 1 })] }) }), 0);
    expect(history(model)).toEqual([8, ["streamLost", undefined], 1]);
  });

  it("that came while one paused are told as such", () => {
    const model = asked("a");
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 1 })] }) }), 0);
    model.resumed();
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 5 })] }) }), 0);
    expect(history(model)).toEqual([1, ["paused", 3], 5]);
    model.select(topic("b"));
    expect(model.messages.after).toBeNull();
    expect(history(model)).toEqual([]);
  });

  it("are there again when one goes back before the broker was asked for anything else", () => {
    const model = asked("a");
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 1 })] }) }), 0);
    model.select(topic("b"));
    expect(history(model)).toEqual([]);
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 2 })] }) }), 0);
    expect(history(model)).toEqual([]);
    model.select(topic("a"));
    expect(history(model)).toEqual([1, 2]);
  });

  it("of what was selected before are not taken for those of what is", () => {
    const model = asked("a");
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 1 })] }) }), 0);
    model.select(topic("b"));
    model.asked();
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 2 })] }) }), 0);
    model.take(aFrame({ raw: raw({ selectionId: 2, messages: [aRawMessage({ seq: 1, topic: "b" })] }) }), 0);
    expect(model.messages.history.entries).toMatchObject([{ topic: "b" }]);
    model.select(topic("a"));
    model.asked();
    model.take(aFrame({ raw: raw({ messages: [aRawMessage({ seq: 3 })] }) }), 0);
    expect(history(model)).toEqual([3]);
  });
});
