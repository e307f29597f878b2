import { expect, test } from "vitest";
import { giveMemoryBack } from "#server/memory.ts";
import { MemoryTransport } from "#server/transport/memory.ts";
import { FakeClock, startBroker } from "./broker.ts";

test("memory is given back once when most of many clients went, and not before they stopped going", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, limits: { connectTimeoutSeconds: 3_600 } });
  let collected = 0;
  const stop = giveMemoryBack(broker.broker, () => collected++);
  const connect = (count: number) => Array.from({ length: count }, () => MemoryTransport.connect(broker.broker));
  const second = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      await new Promise(setImmediate);
      clock.advance(1);
    }
  };
  const stay = connect(500);
  const go = connect(2_000);
  await second(10);
  for (const transport of go.splice(0, 1_000)) transport.destroy();
  await second(10);
  // More than half are left.
  expect(collected).toBe(0);
  for (const transport of go.splice(0, 500)) transport.destroy();
  await second(4);
  for (const transport of go.splice(0)) transport.destroy();
  await second(5);
  expect(collected).toBe(0);
  await second(1);
  expect(collected).toBe(1);
  await second(20);
  expect(collected).toBe(1);
  // Few that go are not worth it.
  for (const transport of stay) transport.destroy();
  await second(20);
  expect(collected).toBe(1);
  stop();
});

test("the collection really gives memory back", async () => {
  await using broker = await startBroker();
  const clock = broker.broker.clock;
  const ticks: (() => void)[] = [];
  Object.assign(broker.broker, {
    clock: { now: () => clock.now(), every: (_ms: number, tick: () => void) => ticks.push(tick) },
  });
  giveMemoryBack(broker.broker);
  const transports = Array.from({ length: 3_000 }, () => MemoryTransport.connect(broker.broker));
  const garbage = transports.map(() => new Array(1_000).fill(0).map((_, i) => ({ i })));
  for (const tick of ticks) tick();
  const { heapUsed: before } = process.memoryUsage();
  garbage.length = 0;
  for (const transport of transports.splice(0)) transport.destroy();
  await new Promise(setImmediate);
  for (let i = 0; i < 10; i++) for (const tick of ticks) tick();
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 50 * 2 ** 20);
});
