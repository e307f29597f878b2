import { expect, test } from "vitest";
import { RateLimiter } from "#app/_services/rate-limit.ts";

test("a burst passes, then what comes back with time", () => {
  let nowMs = 0;
  const limiter = new RateLimiter({ burst: 3, perSecond: 2 }, 10, () => nowMs);
  expect([1, 2, 3].map(() => limiter.take("a"))).toEqual([0, 0, 0]);
  expect(limiter.take("a")).toBe(0.5);
  expect(limiter.take("b")).toBe(0);
  nowMs = 500;
  expect(limiter.take("a")).toBe(0);
  expect(limiter.take("a")).toBe(0.5);
  nowMs = 1_000_000;
  expect([1, 2, 3].map(() => limiter.take("a"))).toEqual([0, 0, 0]);
  expect(limiter.take("a")).toBeGreaterThan(0);
});

test("refused requests do not push the end of the wait away", () => {
  let nowMs = 0;
  const limiter = new RateLimiter({ burst: 1, perSecond: 1 }, 10, () => nowMs);
  limiter.take("a");
  for (nowMs = 100; nowMs < 1_000; nowMs += 100) expect(limiter.take("a")).toBeGreaterThan(0);
  nowMs = 1_000;
  expect(limiter.take("a")).toBe(0);
});

test("however many keys come, the memory is bounded and those who still ask are remembered", () => {
  const limiter = new RateLimiter({ burst: 1, perSecond: 0.001 }, 100, () => 0);
  limiter.take("busy");
  for (let i = 0; i < 10_000; i++) {
    limiter.take(`stranger ${i}`);
    expect(limiter.take("busy")).toBeGreaterThan(0);
  }
  expect(limiter.size).toBe(100);
});
