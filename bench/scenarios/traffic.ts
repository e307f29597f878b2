import type { TrafficShape } from "../load/spec.ts";
import { measureLoad } from "./measure-load.ts";
import type { Scenario } from "./scenario.ts";

export const WARM_UP_SECONDS = 2;

interface TrafficScenario extends TrafficShape, Omit<Scenario, "counts" | "run"> {
  readonly counts?: Scenario["counts"];
  readonly transport?: "tcp" | "websocket";
}

/** A scenario of messages. */
export function traffic(scenario: TrafficScenario): Scenario {
  const { name, title, counts = "deliveries", transport = "tcp", unsupported = {}, brokers, ...shape } = scenario;
  return {
    ...{ name, title, counts, unsupported, ...(brokers && { brokers }) },
    run(broker, measureSeconds) {
      const timing = { warmUpSeconds: WARM_UP_SECONDS, measureSeconds };
      return measureLoad(broker, { kind: "traffic", door: broker.door(transport), ...shape, ...timing });
    },
  };
}

const PAYLOAD_BYTES = 64;
export const FIFTY = { publishers: 50, subscribers: 50, payloadBytes: PAYLOAD_BYTES };

/** 50 devices, each with one listener of its own. */
export const pair = traffic({
  ...{ name: "pair", title: "pair 50→50, QoS 0" },
  ...{ ...FIFTY, subscriptions: "own", qos: 0, window: 128 },
});

/** One device that 500 listen to. */
export const fanOut = traffic({
  ...{ name: "fan-out", title: "fan-out 1→500, QoS 0" },
  ...{ publishers: 1, subscribers: 500, payloadBytes: PAYLOAD_BYTES, subscriptions: "all", qos: 0, window: 128 },
});

/** 100 devices that one listens to. */
export const fanIn = traffic({
  ...{ name: "fan-in", title: "fan-in 100→1, QoS 0" },
  ...{ publishers: 100, subscribers: 1, payloadBytes: PAYLOAD_BYTES, subscriptions: "all", qos: 0, window: 32 },
});

/** Acknowledged on both sides. */
export const qos1 = traffic({
  ...{ name: "qos1", title: "pair 50→50, QoS 1" },
  ...{ ...FIFTY, subscriptions: "own", qos: 1, window: 64 },
});

export const qos2 = traffic({
  ...{ name: "qos2", title: "pair 50→50, QoS 2" },
  ...{ ...FIFTY, subscriptions: "own", qos: 2, window: 64 },
});

/** 10 000 filters with a `+` each, 12 800 topics in use, one match for each message. */
export const wildcard = traffic({
  ...{ name: "wildcard", title: "10 000 wildcard filters" },
  ...{ ...FIFTY, subscriptions: "wildcard", qos: 0, window: 128 },
});

/** 50 devices, whose messages 50 members of one group share. */
export const shared = traffic({
  ...{ name: "shared", title: "shared group 50→50, QoS 0" },
  ...{ ...FIFTY, subscriptions: "shared", qos: 0, window: 128 },
  unsupported: { Aedes: "has no shared subscriptions" },
});

/** As `pair`, over WebSocket: each PUBLISH in a masked frame of its own, as browsers send it. */
export const webSocket = traffic({
  ...{ name: "websocket", title: "pair 50→50 over WebSocket" },
  ...{ ...FIFTY, subscriptions: "own", qos: 0, window: 128, transport: "websocket" },
});

/** 1000 devices, each with one listener, 20 messages a second each, none of them at the same moment as another. */
export const PACED: TrafficShape = {
  ...{ publishers: 1000, subscribers: 1000, payloadBytes: PAYLOAD_BYTES, subscriptions: "own", qos: 0 },
  ...{ window: 32, pacedPerSecond: 20_000 },
};

export const paced = traffic({ name: "paced", title: "paced 1000→1000, 20 000/s", ...PACED });
