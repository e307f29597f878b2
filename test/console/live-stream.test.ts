import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStream } from "#app/_live/live-stream.ts";
import { anEvent } from "./an-event.ts";

/** The browser's end of a stream, told by the test what came over it. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static latest: FakeSource;
  readyState = 0;
  readonly url: string;
  onmessage: (message: MessageEvent) => void = () => {};
  onerror: () => void = () => {};
  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.latest = this;
  }
  broker(told: { away: boolean; gap: boolean }): void {
    this.dispatchEvent(new MessageEvent("broker", { data: JSON.stringify(told) }));
  }
  close(): void {}
}

describe("a tab's stream", () => {
  beforeEach(() => {
    vi.stubGlobal("EventSource", FakeSource);
    vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  });
  afterEach(() => vi.unstubAllGlobals());

  function open() {
    const stream = new LiveStream("acme");
    const overs: string[] = [];
    const gaps: string[] = [];
    stream.onBreakOver(() => overs.push("over"));
    stream.onGap(() => gaps.push("gap"));
    const stop = stream.start();
    return { stream, stop, overs, gaps, source: FakeSource.latest };
  }

  it("tells the page that what its access is made of changed", () => {
    const { stream, stop, source } = open();
    let changes = 0;
    const forget = stream.onChange(() => changes++);
    source.dispatchEvent(new MessageEvent("change", { data: "{}" }));
    forget();
    source.dispatchEvent(new MessageEvent("change", { data: "{}" }));
    expect(changes).toBe(1);
    stop();
  });

  it("has the page read again after a break, once the broker is heard, and keeps the past", () => {
    const { stream, stop, overs, gaps, source } = open();
    source.broker({ away: false, gap: false });
    const event = anEvent({ type: "connected", protocolVersion: 5, sessionPresent: false }, 1);
    source.onmessage(new MessageEvent("message", { data: JSON.stringify(event) }));
    expect(overs).toEqual([]);

    source.onerror();
    source.broker({ away: true, gap: false });
    expect(overs).toEqual([]);
    source.broker({ away: false, gap: false });
    source.broker({ away: false, gap: false });
    expect(overs).toEqual(["over"]);
    expect(gaps).toEqual([]);
    const past: number[] = [];
    stream.onEvent((told) => past.push(told.seq), { past: true });
    expect(past).toEqual([event.seq]);
    stop();
  });

  it("knows how the database fares as long as the broker can tell", () => {
    const { stream, stop, source } = open();
    const states: string[] = [];
    stream.subscribeState(() => states.push(`${stream.state().freshness} ${stream.state().store}`));
    const tell = (store: string) =>
      source.dispatchEvent(new MessageEvent("store", { data: JSON.stringify({ store }) }));
    source.broker({ away: false, gap: false });
    tell("writes");
    tell("waits");
    tell("waits");
    tell("refuses");
    source.broker({ away: true, gap: false });
    expect(states).toEqual(["live writes", "live waits", "live refuses", "brokerAway writes"]);
    stop();
  });

  it("tells a gap as a gap alone", () => {
    const { stop, overs, gaps, source } = open();
    source.onerror();
    source.broker({ away: false, gap: true });
    expect({ overs, gaps }).toEqual({ overs: [], gaps: ["gap"] });
    stop();
  });

  it.each([
    [401, "over"],
    [404, "over"],
    [503, undefined],
  ])("refused with %i: the page is read again only if that may lead further", async (status, told) => {
    const asked = Promise.withResolvers<void>();
    vi.stubGlobal("fetch", async () => {
      queueMicrotask(() => setImmediate(asked.resolve));
      return new Response(null, { status });
    });
    const { stop, overs, source } = open();
    source.readyState = FakeSource.CLOSED;
    source.onerror();
    await asked.promise;
    expect(overs).toEqual(told === undefined ? [] : [told]);
    stop();
  });
});
