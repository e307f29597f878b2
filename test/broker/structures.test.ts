import fc from "fast-check";
import { expect, test } from "vitest";
import { PUBACK, PUBREC } from "#core/mqtt/packets.ts";
import { AckQueue } from "#server/ack-queue.ts";
import { Delivery } from "#server/delivery.ts";
import { DeliveryQueue } from "#server/delivery-queue.ts";
import { Inflight } from "#server/inflight.ts";
import { Message } from "#server/message.ts";
import { PacketIdSet } from "#server/packet-id-set.ts";
import { Timer, TimerWheel } from "#server/timer-wheel.ts";
import { FakeClock } from "./broker.ts";

const fail = (error: unknown): void => {
  throw error;
};

function delivery(text = "x"): Delivery {
  const message = Message.fromParts("t", Buffer.from(text), 1, false, Buffer.alloc(0), undefined, new FakeClock());
  return new Delivery(message, 1, false, undefined, undefined);
}

test("the window finds every delivery by its id, gives no id twice, and knows their order", () => {
  const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(200)), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (actions) => {
      const inflight = new Inflight();
      const model: Delivery[] = [];
      for (const action of actions) {
        if (action === "add") {
          const added = delivery();
          inflight.add(added);
          expect(model.some(({ packetId }) => packetId === added.packetId)).toBe(false);
          expect(added.packetId).toBeGreaterThan(0);
          model.push(added);
        } else if (model.length > 0) {
          const [gone] = model.splice(action % model.length, 1);
          inflight.delete(gone?.packetId ?? 0);
          expect(inflight.get(gone?.packetId ?? 0)).toBeUndefined();
        }
        expect(inflight.size).toBe(model.length);
      }
      expect(inflight.inOrder()).toEqual(model);
      for (const each of model) expect(inflight.get(each.packetId)).toBe(each);
    }),
  );
});

test("packet ids go round past 65 535, over one that stays in use", () => {
  const inflight = new Inflight();
  const first = delivery();
  inflight.add(first);
  for (let i = 0; i < 140_000; i++) {
    const next = delivery();
    inflight.add(next);
    expect(next.packetId === first.packetId || next.packetId < 1 || next.packetId > 65_535).toBe(false);
    inflight.delete(next.packetId);
  }
  expect(inflight.inOrder()).toEqual([first]);
});

test("the set of packet ids behaves as a Set does", () => {
  const steps = fc.array(
    fc.tuple(fc.boolean(), fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 65_535 }))),
    {
      maxLength: 500,
    },
  );
  fc.assert(
    fc.property(steps, (actions) => {
      const set = new PacketIdSet();
      const model = new Set<number>();
      for (const [adding, id] of actions) {
        if (adding) {
          set.add(id);
          model.add(id);
        } else expect(set.delete(id)).toBe(model.delete(id));
        expect(set.size).toBe(model.size);
      }
      for (let id = 1; id <= 65_535; id += 1) if (set.has(id) !== model.has(id)) throw new Error(`id ${id}`);
    }),
    { numRuns: 50 },
  );
});

test("timers fire in their second, never early, also beyond one turn of the wheel; cancelled ones never", () => {
  const delays = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.boolean()), { maxLength: 50 });
  fc.assert(
    fc.property(delays, fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 20 }), (timers, advances) => {
      const clock = new FakeClock();
      const wheel = new TimerWheel(clock, fail);
      const startMs = clock.now();
      const fired = new Map<number, number>();
      timers.forEach(([seconds, cancelled], index) => {
        const timer = new Timer(index, (owner) => fired.set(owner, (clock.now() - startMs) / 1000));
        wheel.schedule(timer, seconds);
        if (cancelled) wheel.cancel(timer);
      });
      let now = 0;
      for (const seconds of advances) {
        clock.advance(seconds);
        now += seconds;
        timers.forEach(([due, cancelled], index) => {
          expect(fired.has(index)).toBe(!cancelled && now >= Math.max(due, 1));
        });
      }
    }),
    { numRuns: 50 },
  );
});

test("a timer may move itself and cancel others while it fires", () => {
  const clock = new FakeClock();
  const wheel = new TimerWheel(clock, fail);
  const fired: string[] = [];
  const victim = new Timer("victim", (name) => fired.push(name));
  const killer: Timer<string> = new Timer("killer", (name) => {
    fired.push(name);
    wheel.cancel(victim);
    if (fired.length < 3) wheel.schedule(killer, 1);
  });
  wheel.schedule(victim, 5);
  wheel.schedule(killer, 5);
  for (const seconds of [10, 1, 1, 1]) clock.advance(seconds);
  expect(fired).toEqual(["killer", "killer", "killer"]);
});

test("a timer that throws stops no other", () => {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const wheel = new TimerWheel(clock, (error) => errors.push(error));
  const fired: number[] = [];
  for (let i = 0; i < 3; i++) {
    const timer = new Timer(i, (owner) => {
      if (owner === 1) throw new Error("broken");
      fired.push(owner);
    });
    wheel.schedule(timer, 1);
  }
  clock.advance(1);
  expect(fired.sort()).toEqual([0, 2]);
  expect(errors).toHaveLength(1);
});

test("acknowledgements leave in the order they are owed, with a code only where it says something", () => {
  const acks = new AckQueue();
  acks.push(PUBACK, 1, 0);
  acks.push(PUBREC, 0x0102, 0);
  acks.push(PUBACK, 65_535, 0x10);
  expect(acks.pubacks).toBe(2);
  expect(acks.take(5).toString("hex")).toBe("40020001" + "50020102" + "4003ffff10");
  expect(acks.pubacks).toBe(0);
  expect(acks.take(5).length).toBe(0);
  acks.push(PUBACK, 7, 0x87);
  expect(acks.take(4).toString("hex")).toBe("40020007");
});

test("the queue keeps order and counts its bytes however it is used", () => {
  const queue = new DeliveryQueue();
  const model: Delivery[] = [];
  for (let i = 0; i < 5_000; i++) {
    const each = delivery(String(i));
    queue.push(each);
    model.push(each);
    if (i % 3 !== 0) expect(queue.shift()).toBe(model.shift());
    expect(queue.length).toBe(model.length);
  }
  expect(queue.bytes).toBe(model.reduce((sum, { message }) => sum + message.bytes, 0));
  expect(queue.clear()).toEqual(model);
  expect([queue.length, queue.bytes, queue.shift()]).toEqual([0, 0, undefined]);
});
