import fc from "fast-check";
import { expect, test } from "vitest";
import { Sampler } from "#app/_client/sampler.ts";

test("below the rate nothing is left out", () => {
  const sampler = new Sampler(1_000);
  // 200 in each 250 ms window: 800 a second.
  for (let i = 0; i < 2_000; i++) expect(sampler.judge(i * 1.25)).toBe(0);
  expect(sampler.skipped).toBe(0);
  expect(sampler.oneIn(2_500)).toBe(1);
});

test("ten times the rate is thinned to about the rate, and says one in how many", () => {
  const sampler = new Sampler(1_000);
  let kept = 0;
  for (let i = 0; i < 200_000; i++) {
    if (sampler.judge(i * 0.1) >= 0 && i >= 100_000) kept++;
  }
  expect(sampler.oneIn(20_000)).toBe(10);
  // Of the second ten seconds, when the savings are long used up.
  expect(kept).toBeGreaterThan(9_000);
  expect(kept).toBeLessThan(11_500);
});

test("what piled up while the machine was busy is kept whole", () => {
  const sampler = new Sampler(1_000);
  for (let i = 0; i < 2_000; i++) expect(sampler.judge(i * 2)).toBe(0);
  // Two seconds of nothing, then all of them at once.
  for (let i = 0; i < 1_000; i++) expect(sampler.judge(6_000)).toBe(0);
  for (let i = 0; i < 2_000; i++) expect(sampler.judge(6_000 + i * 2)).toBe(0);
  expect(sampler.skipped).toBe(0);
});

test("a burst is bounded although nothing was known of it", () => {
  const sampler = new Sampler(1_000);
  let kept = 0;
  for (let i = 0; i < 1_000_000; i++) if (sampler.judge(0) >= 0) kept++;
  expect(kept).toBeLessThan(6_000);
});

test("once the flood is over everything is kept again", () => {
  const sampler = new Sampler(1_000);
  for (let i = 0; i < 100_000; i++) sampler.judge(i * 0.05);
  expect(sampler.oneIn(5_000)).toBeGreaterThan(1);
  expect(sampler.oneIn(6_000)).toBe(1);
  sampler.judge(6_000);
  expect(sampler.judge(6_010)).toBe(0);
});

test("whatever comes, kept and announced gaps add up to what was seen", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3_000 }), (gaps) => {
      const sampler = new Sampler(200);
      let now = 0;
      let kept = 0;
      let announced = 0;
      let trailing = 0;
      for (const gap of gaps) {
        now += gap / 10;
        const left = sampler.judge(now);
        if (left < 0) trailing++;
        else {
          kept++;
          expect(left).toBe(trailing);
          announced += left;
          trailing = 0;
        }
      }
      expect(sampler.seen).toBe(gaps.length);
      expect(kept + announced + trailing).toBe(gaps.length);
      expect(sampler.skipped).toBe(announced + trailing);
    }),
  );
});
