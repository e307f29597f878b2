import fc from "fast-check";
import { expect, test } from "vitest";
import { Sampler } from "#server/trace/sampler.ts";
import { FakeClock, rule, startBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

const KIB = 1_024;
/** As server/trace/traces.ts states them. */
const BYTES_MAX = (384 + 512 + 256) * KIB;
const TRACES_MAX = 500 + 1_000 + 500;

/** What the hot path does with the sampler. */
function pass(sampler: Sampler): number {
  if (--sampler.countdown >= 0) return 0;
  if (!sampler.due()) {
    sampler.pass();
    return 0;
  }
  return sampler.take();
}

test("of any traffic a few messages a second are samples, and together they stand for all before the last of them", () => {
  const seconds = fc.array(
    fc.record({ messages: fc.nat({ max: 3_000 }), lookAtAll: fc.boolean(), lookAtNext: fc.boolean() }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(seconds, (all) => {
      const sampler = new Sampler();
      let seen = 0;
      let stoodFor = 0;
      for (const { messages, lookAtAll, lookAtNext } of all) {
        sampler.all = lookAtAll;
        if (lookAtNext) sampler.lookAtNext();
        let taken = 0;
        for (let i = 0; i < messages; i++) {
          seen++;
          const oneIn = pass(sampler);
          if (oneIn === 0) continue;
          stoodFor += oneIn;
          expect(stoodFor).toBe(seen);
          taken++;
        }
        expect(taken).toBeLessThanOrEqual(8);
        if (messages > 0 && all.length === 1) expect(taken).toBeGreaterThan(0);
        sampler.tick();
      }
    }),
  );
});

const TOPICS = ["a", "a/b", "denied", "nobody", "x".repeat(900), `long/${"y/".repeat(100)}z`] as const;

test("whatever is published, the traces keep to their number and their weight", async () => {
  const traffic = fc.array(
    fc.record({
      topic: fc.constantFrom(...TOPICS),
      qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
      retain: fc.boolean(),
      times: fc.integer({ min: 1, max: 400 }),
      seconds: fc.nat({ max: 12 }),
      arm: fc.option(fc.constantFrom({ topic: "#" }, { deviceId: "r0" }, { topic: "a/#" })),
    }),
    { minLength: 5, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(traffic, async (steps) => {
      const clock = new FakeClock();
      const rules = { p: [rule("deny", "publish", "denied"), rule("allow", "both", "#")] };
      await using broker = await startBroker({ clock, rules, limits: { queuedMessagesMax: 5, topicLevelsMax: 200 } });
      const { traces } = broker.tenant();
      for (let i = 0; i < 6; i++) {
        const properties = i % 2 === 0 ? { sessionExpiryInterval: 600 } : {};
        const receiver = await TestClient.connect(broker, { clientId: `r${i}`, cleanStart: false, properties });
        for (const filter of ["a/#", "+", `$share/g/a/#`, `long/${"+/".repeat(100)}z`]) {
          await receiver.subscribe(filter, { qos: i % 2 === 0 ? 1 : 0 });
        }
        if (i % 3 === 0) await receiver.disconnect(0, properties);
      }
      const publisher = await TestClient.connect(broker, { clientId: "p" });
      for (const { topic, qos, retain, times, seconds, arm } of steps) {
        if (arm !== null) traces.arm({ ...arm, by: "Ada" });
        for (let i = 0; i < Math.min(times, qos === 0 ? 400 : 20); i++) publisher.publish(topic, "x", { qos, retain });
        await publisher.settled();
        clock.advance(seconds);
        const all = traces.list();
        expect(all.length).toBeLessThanOrEqual(TRACES_MAX);
        expect(traces.bytes).toBeLessThanOrEqual(BYTES_MAX);
        expect(traces.bytes).toBe(all.reduce((bytes, trace) => bytes + trace.bytes, 0));
        expect(traces.standing().armings.length).toBeLessThanOrEqual(5);
      }
    }),
    { numRuns: 15 },
  );
});
