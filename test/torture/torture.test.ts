import { expect, test } from "vitest";
import { torture } from "./torture.ts";

test("twenty seconds of blows at broker and database break no promise", { timeout: 150_000 }, async () => {
  const report = await torture({ seconds: 20, seed: 7 });
  const { lost, duplicated, reordered, violations } = report;
  expect({ lost, duplicated, reordered, violations }).toEqual({
    lost: [],
    duplicated: [],
    reordered: [],
    violations: [],
  });
  expect(report.brokerKills + report.databaseKills).toBeGreaterThan(0);
  expect(report.received).toBeGreaterThan(0);
});
