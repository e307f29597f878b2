import { Generator } from "../generator.ts";
import type { TrafficShape } from "../load/spec.ts";
import { cpuSeconds, residentMebibytes } from "../process.ts";
import type { Measurement, Scenario } from "./scenario.ts";

const WARM_UP_SECONDS = 2;

interface TrafficScenario extends TrafficShape {
  readonly name: string;
  readonly title: string;
  readonly transport?: "tcp" | "websocket";
  readonly unsupported?: Readonly<Record<string, string>>;
}

/**
 * A scenario of messages: CPU is what the broker's process used while the clock ran, divided by the messages that
 * reached a subscriber.
 */
function traffic(scenario: TrafficScenario): Scenario {
  const { name, title, transport = "tcp", unsupported = {}, ...shape } = scenario;
  return {
    ...{ name, title, unsupported, counts: "deliveries" },
    async run(broker, seconds): Promise<Measurement> {
      const { pid } = broker;
      const timing = { warmUpSeconds: WARM_UP_SECONDS, measureSeconds: seconds };
      const generator = new Generator({ kind: "traffic", door: broker.door(transport), ...shape, ...timing });
      try {
        await generator.next("started");
        const before = cpuSeconds(pid);
        const { count, seconds: passed, p50Ms, p99Ms } = await generator.next("stopped");
        const used = cpuSeconds(pid) - before;
        return {
          perSecond: count / passed,
          cpuMicrosecondsEach: (used * 1e6) / count,
          busyPercent: (100 * used) / passed,
          ...{ p50Ms, p99Ms },
          residentMebibytes: residentMebibytes(pid),
        };
      } finally {
        await generator.kill();
      }
    },
  };
}

const PAYLOAD_BYTES = 64;
const FIFTY = { publishers: 50, subscribers: 50, payloadBytes: PAYLOAD_BYTES };

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
export const paced = traffic({
  ...{ name: "paced", title: "paced 1000→1000, 20 000/s" },
  ...{ publishers: 1000, subscribers: 1000, payloadBytes: PAYLOAD_BYTES, subscriptions: "own", qos: 0 },
  ...{ window: 32, pacedPerSecond: 20_000 },
});
