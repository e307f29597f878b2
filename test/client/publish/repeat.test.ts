import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { composeMessage } from "#app/_client/publish/compose.ts";
import { FIRST_DRAFT } from "#app/_client/publish/draft.ts";
import { REPEAT_INTERVAL_MS_MIN, Repeat, type RepeatHost } from "#app/_client/publish/repeat.ts";
import { variableSource } from "#app/_client/publish/variables.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aRepeat(intervalMs: number, count: number, host: Partial<RepeatHost> = {}, payload = "{{count}}") {
  const sent: string[] = [];
  const repeat = new Repeat(
    { draft: { ...FIRST_DRAFT, payload }, variables: {}, intervalMs, count },
    {
      compose: ({ draft, variables }, n) =>
        composeMessage(draft, {
          protocolVersion: 5,
          limits: DEFAULT_LIMITS,
          source: variableSource(variables, n),
        }),
      publish: (message) => {
        sent.push(new TextDecoder().decode(message.payload));
        return true;
      },
      waiting: () => 0,
      changed: () => undefined,
      ...host,
    },
  );
  repeat.start();
  return { repeat, sent };
}

test("sends at once, then every interval, its variables anew, until the count is reached", () => {
  const { repeat, sent } = aRepeat(1_000, 3);
  expect(sent).toEqual(["1"]);
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual(["1", "2"]);
  expect(repeat.state).toMatchObject({ sent: 2, count: 3, ended: undefined });
  vi.advanceTimersByTime(10_000);
  expect(sent).toEqual(["1", "2", "3"]);
  expect(repeat.state.ended).toBe("done");
});

test("no slip makes a flood: an interval below the floor is the floor", () => {
  const { sent } = aRepeat(0, 1_000);
  vi.advanceTimersByTime(100);
  expect(sent.length).toBeLessThanOrEqual(100 / REPEAT_INTERVAL_MS_MIN + 1);
});

test("stopped, nothing more is sent, and it says that it was stopped", () => {
  const { repeat, sent } = aRepeat(100, 10);
  vi.advanceTimersByTime(250);
  repeat.end("stopped");
  vi.advanceTimersByTime(1_000);
  expect(sent).toHaveLength(3);
  expect(repeat.state.ended).toBe("stopped");
});

test("without a connection it ends, and says so", () => {
  let online = true;
  const { repeat } = aRepeat(100, 10, { publish: () => online });
  vi.advanceTimersByTime(100);
  online = false;
  vi.advanceTimersByTime(100);
  expect(repeat.state).toMatchObject({ sent: 2, ended: "connectionLost" });
});

test("while acknowledgements are owed it waits, says so, and goes on when they come", () => {
  let waiting = 1_000;
  const { repeat, sent } = aRepeat(100, 10, { waiting: () => waiting });
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([]);
  expect(repeat.state.held).toBe(true);
  waiting = 0;
  vi.advanceTimersByTime(100);
  expect(sent).toEqual(["1"]);
  expect(repeat.state.held).toBe(false);
});

test("what cannot be sent ends it", () => {
  const { repeat } = aRepeat(100, 10, {}, '{"a": {{nobody}}}');
  expect(repeat.state).toMatchObject({ sent: 0, ended: "invalid" });
});
