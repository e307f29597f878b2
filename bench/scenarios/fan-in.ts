import type { Scenario } from "./scenario.ts";

/** 100 devices that one listens to. */
export const fanIn: Scenario = {
  name: "fan-in 100→1, QoS 0",
  target: 4,
  load: { publishers: 100, subscribers: 1, subscriptions: "all", qos: 0, payloadBytes: 64, window: 32 },
};
