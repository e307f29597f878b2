import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followUsage } from "#app/_live/follow-usage.ts";
import type { UserActor } from "#app/_services/actor.ts";
import type { UsageNow } from "#core/usage.ts";

/** The Overview asks the broker only while somebody looks, and once however many look. */

const viewer = { kind: "user", tenantId: "ten_1", memberRole: "viewer" } as unknown as UserActor;
const usage = (connections: number) => ({ connections }) as unknown as UsageNow;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("following a tenant's usage", () => {
  it("asks once for all who look, every second, and no more once nobody does", async () => {
    let asked = 0;
    const ask = async () => usage(++asked);
    const told: string[][] = [[], []];
    const ends = told.map((list) => followUsage(viewer, (json) => list.push(json), ask));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([['{"connections":1}'], ['{"connections":1}']]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(3);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.map((list) => list.length)).toEqual([3, 4]);
    ends[1]?.();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(4);
  });

  it("tells null while the broker cannot be asked, and goes on asking", async () => {
    const answers = [null, usage(5)].values();
    const told: string[] = [];
    const end = followUsage(
      viewer,
      (json) => told.push(json),
      async () => answers.next().value ?? null,
    );
    await vi.advanceTimersByTimeAsync(1_000);
    end();
    expect(told).toEqual(["null", '{"connections":5}']);
  });
});
