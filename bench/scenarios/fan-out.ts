import type { Scenario } from "./scenario.ts";

/** One device that 500 listen to. */
export const fanOut: Scenario = {
  name: "fan-out 1→500, QoS 0",
  target: 10,
  load: { publishers: 1, subscribers: 500, subscriptions: "all", qos: 0, payloadBytes: 64, window: 128 },
};
