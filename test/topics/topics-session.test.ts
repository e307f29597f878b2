import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TopicsSession } from "#app/_topics/topics-session.ts";
import type { TopicsFrame, TopicsView } from "#core/live-topics.ts";
import { aFrame, aNode, NO_TREE, values } from "./a-frame.ts";

describe("a live topics page outside React", () => {
  let views: TopicsView[];
  let send: (event: string, data: object) => void;

  beforeEach(() => {
    vi.useFakeTimers();
    views = [];
    vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      if (url.includes("/view?")) {
        views.push((JSON.parse(String(init?.body)) as { view: TopicsView }).view);
        return new Response(null, { status: 204 });
      }
      return new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            send = (event, data) =>
              controller.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
          },
        }),
      );
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function open() {
    const session = new TopicsSession("acme");
    const stop = session.start();
    let drawn = 0;
    session.subscribe(() => drawn++);
    await vi.advanceTimersByTimeAsync(0);
    send("viewer", { viewer: "v1" });
    await vi.advanceTimersByTimeAsync(200);
    const tell = async (...frames: TopicsFrame[]) => {
      for (const frame of frames) send("message", frame);
      await vi.advanceTimersByTimeAsync(200);
    };
    return { session, stop, tell, drawn: () => drawn };
  }
  const tree = (messages: number) => ({ ...NO_TREE, messages });
  const root = { list: "children", under: null, from: 0, total: 1, ids: [1], sorting: false } as const;

  it("asks only for what is in sight and open, and again only when that changed", async () => {
    const { session, stop, tell } = await open();
    expect(views.at(-1)?.windows).toEqual([{ under: null, from: 0, rows: 25 }]);
    const asked = views.length;
    await tell(aFrame({ nodes: [aNode(1, "a")], values: [values(1, { children: 300 })], lists: [root] }));
    expect(views.length).toBe(asked);
    session.expand("a");
    await vi.advanceTimersByTimeAsync(200);
    expect(views.at(-1)?.windows).toEqual([
      { under: null, from: 0, rows: 25 },
      { under: "a", from: 0, rows: 50 },
    ]);
    session.setRange(200, 240);
    await vi.advanceTimersByTimeAsync(200);
    expect(views.at(-1)?.windows).toEqual([{ under: "a", from: 175, rows: 75 }]);
    stop();
  });

  it("is drawn at most ten times a second, however much comes", async () => {
    const { stop, tell, drawn } = await open();
    const before = drawn();
    await tell(...Array.from({ length: 500 }, (_, n) => aFrame({ seq: n, tree: tree(n) })));
    expect(drawn() - before).toBeLessThanOrEqual(3);
    stop();
  });

  it("stands still while paused, says how many wait, and shows on going on what was on its way", async () => {
    const { session, stop, tell } = await open();
    const told = (payload: string, messages: number) =>
      aFrame({ tree: tree(messages), values: [values(1, { payload, messages })] });
    await tell(aFrame({ nodes: [aNode(1, "a")], values: [values(1, { payload: "1" })], lists: [root], tree: tree(1) }));
    session.setPaused(true);
    await tell(told("2", 2), aFrame({ tree: tree(9) }));
    expect(views.at(-1)?.paused).toBe(true);
    expect(session.waiting).toBe(8);
    expect(session.model.nodeAt("a")?.preview).toBe("1");
    session.setPaused(false);
    expect(session.model.nodeAt("a")?.preview).toBe("2");
    expect(session.waiting).toBe(0);
    stop();
  });

  it("opens the way to what is selected, and asks what is searched for until it is not", async () => {
    const { session, stop } = await open();
    session.select("a/b/c", false);
    expect(["a", "a/b", "a/b/c"].map((path) => session.model.layout.isExpanded(path))).toEqual([true, true, false]);
    session.setSearch({ kind: "text", text: "x" });
    expect(session.searchPending).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(session.searchPending).toBe(false);
    expect(views.at(-1)).toMatchObject({
      selection: { kind: "topic", topic: "a/b/c" },
      search: { kind: "text", text: "x" },
    });
    session.select(undefined, false);
    session.setSearch(undefined);
    await vi.advanceTimersByTimeAsync(200);
    expect(views.at(-1)).toMatchObject({ selection: null, search: null });
    stop();
  });
});
