import type { Scenario } from "./scenario.ts";

/** 50 devices, each with one listener of its own. */
export const pair: Scenario = {
  name: "pair 50→50, QoS 0",
  target: 10,
  load: { publishers: 50, subscribers: 50, subscriptions: "own", qos: 0, payloadBytes: 64, window: 128 },
};

/** The same with acknowledgements on both sides. */
export const pairQos1: Scenario = {
  name: "pair 50→50, QoS 1",
  target: 8,
  load: { publishers: 50, subscribers: 50, subscriptions: "own", qos: 1, payloadBytes: 64, window: 64 },
};
