import fc from "fast-check";
import { expect, test } from "vitest";
import { IDLE_SECONDS, SPARK_POINTS, SPARK_SECONDS } from "#core/live-topics.ts";
import { firstInSlices, sortInSlices } from "#server/live-topics/sort-in-slices.ts";
import { sparkPoint } from "#server/live-topics/sparks.ts";
import { TopicTally } from "#server/live-topics/topic-tally.ts";
import { TreeBudget } from "#server/live-topics/tree-budget.ts";
import { Message } from "#server/message.ts";
import { Slices } from "#server/slices.ts";
import { FakeClock, startBroker } from "./broker.ts";

const NOTHING = Buffer.alloc(0);
const BEGAN_MS = Date.UTC(2026, 0, 1);

async function setUp() {
  const clock = new FakeClock();
  const broker = await startBroker({ clock });
  const tenant = broker.broker.ensureTenant("acme", "acme");
  const budget = new TreeBudget();
  const tally = new TopicTally(tenant.retained, budget, BEGAN_MS);
  return {
    ...{ tenant, budget, tally },
    note(topic: string, payload = "x", retain = false): void {
      const message = Message.fromParts(topic, Buffer.from(payload), 0, retain, NOTHING, undefined, clock);
      if (retain) tenant.retained.put(message, undefined);
      tally.note(message, undefined);
    },
    fold: (atSeconds: number) => tally.fold(BEGAN_MS + atSeconds * 1_000, new Slices()),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

/** What begins with this node: itself and all below. */
const isWithin = (path: string | null) => (topic: string) =>
  path === null || topic === path || topic.startsWith(`${path}/`);

test("every node knows its topics, its messages and its last minute, as a list of all messages would tell", async () => {
  await using house = await setUp();
  const level = fc.constantFrom("a", "b", "", "lang", "ü");
  const topic = fc
    .array(level, { minLength: 1, maxLength: 4 })
    .map((levels) => levels.join("/"))
    .filter((text) => text !== "");
  const steps = fc.array(
    fc.oneof({ weight: 5, arbitrary: topic }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(steps, async (actions) => {
      const tally = new TopicTally(house.tenant.retained, house.budget, BEGAN_MS);
      const clock = new FakeClock();
      const published: { topic: string; seconds: number }[] = [];
      let waiting: string[] = [];
      let seconds = 1;
      for (const action of [...actions, 1]) {
        if (typeof action === "string") {
          tally.note(Message.fromParts(action, Buffer.from(action), 0, false, NOTHING, undefined, clock), undefined);
          waiting.push(action);
          continue;
        }
        seconds += action;
        await tally.fold(BEGAN_MS + seconds * 1_000, new Slices());
        published.push(...waiting.map((topic) => ({ topic, seconds })));
        waiting = [];
      }
      const topics = [...new Set(published.map(({ topic }) => topic))];
      expect(tally.state).toMatchObject({ topics: topics.length, messages: published.length });
      const paths = new Set<string | null>([null]);
      for (const each of topics) {
        const levels = each.split("/");
        for (let depth = 1; depth <= levels.length; depth++) paths.add(levels.slice(0, depth).join("/"));
      }
      expect(tally.tree.nodes).toBe(paths.size - 1);
      const point = sparkPoint(BEGAN_MS + seconds * 1_000);
      for (const path of paths) {
        const node = tally.tree.at(path);
        if (node === undefined) throw new Error(`no node ${path}`);
        const within = published.filter((message) => isWithin(path)(message.topic));
        expect(node.messages).toBe(within.length);
        expect(node.topics).toBe(topics.filter(isWithin(path)).length);
        expect(node.folded).toBe(published.filter((message) => message.topic === path).length);
        expect(node.lastAtMs).toBe(Math.max(0, ...within.map((message) => BEGAN_MS + message.seconds * 1_000)));
        const spark = new Array<number>(SPARK_POINTS).fill(0);
        for (const message of within) {
          const age = point - sparkPoint(BEGAN_MS + message.seconds * 1_000);
          if (age < SPARK_POINTS) (spark[SPARK_POINTS - 1 - age] as number)++;
        }
        expect(tally.tree.sparks.read(node.spark, point, node.sparkPoint)).toEqual(spark);
      }
      tally.tree.close();
    }),
    { numRuns: 200 },
  );
});

test("a rate is what comes in a second, from the first seconds on, for hours, and falls when nothing comes", async () => {
  await using house = await setUp();
  const rate = (topic: string) => house.tally.rates.rateOf(house.tally.tree.at(topic)?.weight ?? 0);
  let seconds = 0;
  const run = async (ticks: number, perTick: number) => {
    for (let i = 0; i < ticks; i++) {
      for (let n = 0; n < perTick; n++) house.note("steady");
      seconds += 0.25;
      await house.fold(seconds);
    }
  };
  await run(4, 5);
  expect(rate("steady")).toBeCloseTo(20, 0);
  await run(40, 5);
  expect(rate("steady")).toBeCloseTo(20, 1);
  // Weights are written anew after a quarter of an hour.
  seconds += 3_600;
  house.note("other");
  await house.fold(seconds);
  expect(rate("steady")).toBeLessThan(0.001);
  await run(100, 5);
  expect(rate("steady")).toBeCloseTo(20, 1);
  await run(40, 0);
  expect(rate("steady")).toBeLessThan(1);
});

test("where there is no room, messages are still counted, and idle topics make room in time", async () => {
  await using house = await setUp();
  house.note("old/idle");
  house.note("old/retained", "kept", true);
  house.note("live");
  await house.fold(1);
  const spent = 1024 ** 3;
  house.budget.add(spent);
  house.note("new/one");
  house.note("live");
  await house.fold(2);
  expect(house.tally.state).toMatchObject({ topics: 3, messages: 5, full: true, messagesUntracked: 1 });
  expect(house.tally.tree.root.messages).toBe(5);
  // Long after, only what lives and what is retained is still there.
  house.note("live");
  await house.fold(IDLE_SECONDS);
  house.budget.add(-spent);
  house.note("new/one");
  house.note("live");
  await house.fold(IDLE_SECONDS + 15);
  expect([...house.tally.tree.byTopic.keys()]).toEqual(["old/retained", "live", "new/one"]);
  expect(house.tally.state).toMatchObject({ full: false, topicsEvicted: 1 });
  expect(house.tally.tree.at("old")).toMatchObject({ topics: 1, messages: 2 });
  expect(house.tally.tree.at("old/idle")).toBeUndefined();
});

test("what a tree took of the memory of all is given back", async () => {
  await using house = await setUp();
  for (let i = 0; i < 1_000; i++) house.note(`a/${i}/b`, "x".repeat(i));
  await house.fold(1);
  expect(house.tally.tree.bytes).toBeGreaterThan(1_000 * 500);
  house.tally.tree.close();
  expect(house.tally.tree.bytes).toBe(0);
  house.budget.add(320 * 1024 * 1024 - 1);
  expect(house.budget.spent).toBe(false);
});

test("what is sorted in slices, and the first of it, are what is sorted at once", async () => {
  const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 3_000, size: "max" }), fc.nat(40), async (keys, count) => {
      const items = keys.map((key, place) => ({ key, place }));
      const sorted = items.toSorted(compare);
      expect(await sortInSlices(items, compare, new Slices())).toEqual(sorted);
      const first = await firstInSlices(items, compare, count, new Slices());
      expect(first.map(({ key }) => key)).toEqual(sorted.slice(0, count).map(({ key }) => key));
    }),
    { numRuns: 60 },
  );
});

test("a sparkline's point is two seconds long", () => {
  expect(sparkPoint(BEGAN_MS + SPARK_SECONDS * 1_000) - sparkPoint(BEGAN_MS)).toBe(1);
});
