import { expect, test } from "vitest";
import { RECONNECT_BACKOFF, reconnectDelayMs } from "#app/_client/backoff.ts";

test("waits double up to the longest, and chance moves each within its upper half", () => {
  const lowest = [1, 2, 3, 4, 5, 6, 7, 1_000].map((n) => reconnectDelayMs(RECONNECT_BACKOFF, n, 0));
  const highest = [1, 2, 3, 4, 5, 6, 7, 1_000].map((n) => reconnectDelayMs(RECONNECT_BACKOFF, n, 0.999999));
  expect(lowest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  expect(highest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});
