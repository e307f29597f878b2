import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TopicsLine, TopicsStream } from "#app/_topics/topics-stream.ts";
import { NOTHING_VIEWED, type TopicsFrame, type TopicsView } from "#core/live-topics.ts";
import { aFrame } from "./a-frame.ts";

/** The console's end of the line: a stream that the test writes to, and the views that were sent. */
class FakeConsole {
  status = 200;
  viewStatus = 204;
  readonly views: { viewer: string; view: TopicsView }[] = [];
  opened = 0;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    if (url.startsWith("/api/console/topics/view?tenant=acme")) {
      this.views.push(JSON.parse(String(init?.body)));
      return new Response(null, { status: this.viewStatus });
    }
    this.opened++;
    if (this.status !== 200) return new Response(null, { status: this.status });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    init?.signal?.addEventListener("abort", () => this.#controller?.error(new DOMException("aborted", "AbortError")));
    return new Response(body);
  };

  send(event: string, data: object): void {
    this.#controller?.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  hangUp(): void {
    this.#controller?.close();
  }
}

describe("the stream of a live topics page", () => {
  let console: FakeConsole;
  let visibility: "visible" | "hidden";
  let page: EventTarget;

  beforeEach(() => {
    vi.useFakeTimers();
    console = new FakeConsole();
    visibility = "visible";
    page = new EventTarget();
    Object.defineProperty(page, "visibilityState", { get: () => visibility });
    vi.stubGlobal("document", page);
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("fetch", console.fetch);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function open() {
    const lines: string[] = [];
    const frames: TopicsFrame[] = [];
    let viewers = 0;
    let refused = 0;
    let view = NOTHING_VIEWED;
    const stream = new TopicsStream("acme", () => view, {
      onViewer: () => viewers++,
      onFrame: (frame) => frames.push(frame),
      onLine: ({ status }: TopicsLine) => lines.push(status),
      onViewRefused: () => refused++,
    });
    stream.start();
    return {
      ...{ stream, lines, frames },
      viewers: () => viewers,
      refused: () => refused,
      look: (change: Partial<TopicsView>) => {
        view = { ...view, ...change };
        stream.look();
      },
    };
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it("sends its view once it has a name, and then the newest of many, one at a time", async () => {
    const { stream, look, lines, viewers } = open();
    await settle();
    console.send("broker", { away: false });
    console.send("viewer", { viewer: "v1" });
    await settle();
    expect(lines).toEqual(["connecting", "connecting", "live"]);
    expect(viewers()).toBe(1);
    expect(console.views).toEqual([{ viewer: "v1", view: NOTHING_VIEWED }]);
    look({ sort: "rate" });
    look({ sort: "last" });
    await vi.advanceTimersByTimeAsync(200);
    expect(console.views.slice(1)).toMatchObject([{ viewer: "v1", view: { sort: "last" } }]);
    stream.stop();
  });

  it("tells frames, whether the broker is there, and a view that was refused", async () => {
    const { stream, frames, lines, refused } = open();
    await settle();
    console.viewStatus = 400;
    console.send("viewer", { viewer: "v1" });
    console.send("message", aFrame({ seq: 7 }));
    console.send("broker", { away: true });
    await settle();
    expect(frames).toMatchObject([{ seq: 7 }]);
    expect(lines.at(-1)).toBe("brokerAway");
    expect(refused()).toBe(1);
    stream.stop();
  });

  it("is opened again when it ends, when it is silent, and when nobody knows its name any more", async () => {
    const { stream, lines } = open();
    await settle();
    console.hangUp();
    await settle();
    expect(lines.at(-1)).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(console.opened).toBe(2);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(lines.slice(-2)).toContain("reconnecting");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(console.opened).toBe(3);
    console.viewStatus = 404;
    console.send("viewer", { viewer: "v3" });
    await settle();
    expect(lines.at(-1)).toBe("reconnecting");
    stream.retryNow();
    expect(console.opened).toBe(4);
    stream.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(console.opened).toBe(4);
  });

  it("is asked for less and less often while it cannot be had, and often again after a good one", async () => {
    const { stream } = open();
    console.status = 502;
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = console.opened;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(console.opened - tries).toBeLessThan(tries);
    console.status = 200;
    stream.retryNow();
    await vi.advanceTimersByTimeAsync(15_000);
    console.hangUp();
    const before = console.opened;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(console.opened).toBe(before + 1);
    stream.stop();
  });

  it.each([
    [403, "denied", 1],
    [404, "gone", 1],
    [429, "tooMany", 2],
    [503, "reconnecting", 2],
  ])("refused with %d it is %s", async (status, says, openings) => {
    console.status = status;
    const { stream, lines } = open();
    await settle();
    expect(lines.at(-1)).toBe(says);
    console.status = 200;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(console.opened).toBe(openings);
    stream.stop();
  });

  it("is given back while the tab is out of sight for long, and opened when it is seen again", async () => {
    const { stream, lines } = open();
    await settle();
    const beats = setInterval(() => console.send("heartbeat", {}), 10_000);
    visibility = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(lines.at(-1)).not.toBe("asleep");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(lines.at(-1)).toBe("asleep");
    clearInterval(beats);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(console.opened).toBe(1);
    visibility = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    await settle();
    expect(console.opened).toBe(2);
    stream.stop();
  });
});
