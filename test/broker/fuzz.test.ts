import { expect, test } from "vitest";
import { BrokerFuzz } from "#test/fuzz/broker.ts";

test("streams that go wrong on real sockets harm nobody (npm run fuzz goes on for as long as one likes)", async () => {
  const fuzz = await BrokerFuzz.start();
  try {
    for (let seed = 1; seed <= 5; seed++) {
      const { finding, tried } = await fuzz.fuzz(seed);
      expect(finding).toBeUndefined();
      expect(tried).toBeGreaterThan(0);
    }
  } finally {
    await fuzz.stop();
  }
});
