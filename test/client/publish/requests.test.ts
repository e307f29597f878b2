import { expect, test } from "vitest";
import { REQUESTS_MAX, Requests } from "#app/_client/publish/requests.ts";

const data = (text: string) => new TextEncoder().encode(text);
const ask = (requests: Requests, seq: number, correlation: string | undefined, now: number) =>
  requests.asked(
    { seq, topic: "do", responseTopic: "answers", at: 0 },
    correlation === undefined ? undefined : data(correlation),
    now,
  );

test("an answer finds its request by its correlation data, in whatever order they come", () => {
  const requests = new Requests();
  ask(requests, 1, "a", 100);
  ask(requests, 2, "b", 110);
  expect(requests.answered({ seq: 3, topic: "answers", preview: "B" }, data("b"), 150)).toBe(true);
  expect(requests.answered({ seq: 4, topic: "elsewhere", preview: "A" }, data("a"), 160)).toBe(false);
  expect(requests.answered({ seq: 5, topic: "answers", preview: "?" }, data("c"), 160)).toBe(false);
  expect(requests.answered({ seq: 6, topic: "answers", preview: "A" }, data("a"), 170)).toBe(true);
  expect(requests.states.map(({ seq, answer }) => [seq, answer?.preview, answer?.roundTripMs])).toEqual([
    [2, "B", 40],
    [1, "A", 70],
  ]);
  expect(requests.waiting).toBe(false);
  expect(requests.answered({ seq: 7, topic: "answers", preview: "again" }, data("a"), 180)).toBe(false);
});

test("without correlation data the oldest waiting request is meant", () => {
  const requests = new Requests();
  ask(requests, 1, undefined, 0);
  ask(requests, 2, undefined, 0);
  requests.answered({ seq: 3, topic: "answers", preview: "first" }, undefined, 1);
  expect(requests.states.map(({ answer }) => answer?.preview)).toEqual([undefined, "first"]);
});

test("no more are kept than are shown", () => {
  const requests = new Requests();
  for (let i = 0; i < 3 * REQUESTS_MAX; i++) ask(requests, i, String(i), 0);
  expect(requests.states).toHaveLength(REQUESTS_MAX);
});
