import { expect, test } from "vitest";
import type { StoredDelivery } from "#server/store/stored-delivery.ts";
import { StoredQueue } from "#server/store/stored-queue.ts";
import { Random } from "#test/torture/random.ts";

/** What a queue looks at of a delivery. */
function delivery(seq: number): StoredDelivery {
  return { seq, exists: false, dirty: false, group: undefined, message: { bytes: 1 } } as unknown as StoredDelivery;
}

test("whatever is committed, evicted and read again, deliveries come out in the order they went in", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const queue = new StoredQueue();
    const rows: StoredDelivery[] = [];
    const out: number[] = [];
    let seq = 0;
    let committed = 0;
    let page: { after: number; upTo: number; generation: number } | undefined;
    for (let step = 0; step < 400; step++) {
      const chance = random.next();
      if (chance < 0.4) {
        const next = delivery(++seq);
        rows.push(next);
        queue.push(next);
      } else if (chance < 0.55) {
        committed = Math.min(seq, committed + Math.ceil(random.between(0, 8)));
        for (const row of rows.slice(0, committed)) row.exists = true;
        queue.evict(random.pick([0, 2, 100]));
      } else if (chance < 0.7 && page === undefined && queue.onDisk) {
        page = { after: queue.cursor, upTo: queue.diskEnd, generation: queue.generation };
      } else if (chance < 0.8 && page !== undefined) {
        const { after, upTo, generation } = page;
        page = undefined;
        if (generation !== queue.generation) continue;
        const found = rows.filter((row) => row.seq > after && row.seq <= upTo && !out.includes(row.seq)).slice(0, 3);
        const last = found.length < 3;
        queue.takePage(found, found.length, found.length, last ? upTo : (found.at(-1)?.seq ?? upTo));
      } else {
        const next = queue.shift();
        if (next !== undefined) out.push(next.seq);
      }
    }
    expect(out, `seed ${seed}`).toEqual(Array.from({ length: out.length }, (_, i) => i + 1));
    expect(out.length + queue.inMemory + queue.diskCount, `seed ${seed}`).toBe(seq);
  }
});
