import { expect, test } from "vitest";
import { nothingGathered } from "#server/store/gathered.ts";
import { Isolation } from "#server/store/isolate.ts";
import type { Unit } from "#server/store/units.ts";
import type { Tenant } from "#server/tenant.ts";

/** So many units of a tenant, named by their topic. */
function units(tenantId: string, count: number): Unit[] {
  const tenant = { id: tenantId } as Tenant;
  const rest = { gathered: nothingGathered(), gate: undefined, session: undefined };
  return Array.from({ length: count }, (_, i) => ({ ...rest, tenant, topic: `${tenantId}/${i}` }));
}

/** An isolation whose trials fail by the names of what they hold. */
function isolation(fails: (names: Set<string>) => boolean) {
  const trials: number[] = [];
  const isolation = new Isolation(async (tried) => {
    trials.push(tried.length);
    return fails(new Set(tried.map(({ topic }) => topic ?? ""))) ? "refused" : undefined;
  });
  const names = async (all: readonly Unit[]) => (await isolation.find(all)).map(({ topic }) => topic);
  return { isolation, names, trials };
}

test("one guilty unit among thousands is found by halves, and nobody else is refused", async () => {
  const { names, trials } = isolation((tried) => tried.has("b/777"));
  const all = [...units("a", 4_000), ...units("b", 4_000), ...units("c", 4_000)];
  expect(await names(all)).toEqual(["b/777"]);
  expect(trials.length).toBeLessThan(32);
  expect(trials.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * all.length);
});

test("several guilty ones, of several tenants", async () => {
  const guilty = new Set(["a/0", "a/99", "c/50"]);
  const { names } = isolation((tried) => [...guilty].some((name) => tried.has(name)));
  expect(new Set(await names([...units("a", 100), ...units("b", 100), ...units("c", 100)]))).toEqual(guilty);
});

test("a unit alone, whose reason has gone by now, is not refused", async () => {
  const { names } = isolation(() => false);
  expect(await names(units("a", 1))).toEqual([]);
});

test("units that pass one by one and not together: the one that came later is refused", async () => {
  const { names } = isolation((tried) => tried.has("a/3") && tried.has("b/5"));
  const all = [...units("a", 10), ...units("b", 10)];
  expect(await names(all)).toEqual([]);
  expect(await names(all)).toEqual(["b/5"]);
});

test("a batch refused for no reason to be found is given up at some time", async () => {
  const { isolation: endless } = isolation(() => false);
  const all = units("a", 3);
  for (let i = 0; i < 5; i++) expect(await endless.find(all)).toEqual([]);
  expect(await endless.find(all)).toEqual(all);
});

test("a tenant with much to refuse loses the doubtful part as a whole, and costs no more trials", async () => {
  const { names, trials } = isolation((tried) => [...tried].some((name) => name.startsWith("bad/")));
  const all = [...units("bad", 10_000), ...units("good", 100)];
  expect(await names(all)).toHaveLength(10_000);
  expect(trials.length).toBeLessThan(300);
  trials.length = 0;
  expect(await names(all)).toHaveLength(10_000);
  expect(trials.length).toBeLessThan(10);
});
