import { NOTHING_VIEWED, type TopicsView } from "#core/live-topics.ts";
import type { RunningBroker } from "../brokers/running-broker.ts";
import type { TrafficShape, TrafficSpec } from "../load/spec.ts";
import { openViewer } from "../viewer.ts";
import { measureLoad } from "./measure-load.ts";
import type { Measurement, Scenario } from "./scenario.ts";
import { FIFTY, WARM_UP_SECONDS } from "./traffic.ts";

/** What a person looks at who wants to see everything: all levels open, the busiest first, every message of the tenant. */
const VIEW: TopicsView = {
  ...NOTHING_VIEWED,
  sort: "rate",
  windows: [null, "bench", "bench/load"].map((under) => ({ under, from: 0, rows: 50 })),
  selection: { kind: "subtree", under: null, ignored: [] },
};
/** Alone and watched in turn, so that a machine that becomes slower or faster does so for both. */
const ROUNDS = 3;

/** As fast as the broker can, then the same while one page of live topics is open; told are the medians. */
function watched(scenario: Pick<Scenario, "name" | "title"> & TrafficShape): Scenario {
  const { name, title, ...shape } = scenario;
  return {
    ...{ name, title, counts: "deliveries", brokers: ["Hato"] },
    async run(broker, measureSeconds) {
      const spec: TrafficSpec = {
        ...{ kind: "traffic", door: broker.door("tcp"), ...shape, warmUpSeconds: WARM_UP_SECONDS, measureSeconds },
      };
      const [alone, beside]: [Measurement[], Measurement[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        alone.push(await measureLoad(broker, spec));
        beside.push(await measureWatched(broker, spec));
      }
      const middle = median(beside);
      const { perSecond, cpuMicrosecondsEach } = median(alone);
      return { ...middle, perSecondAlone: perSecond, cpuMicrosecondsEachAlone: cpuMicrosecondsEach };
    },
  };
}

async function measureWatched(broker: RunningBroker, spec: TrafficSpec): Promise<Measurement> {
  if (broker.control === undefined) throw new Error("has no control port");
  const viewer = await openViewer(broker.control, VIEW);
  try {
    const measured = await measureLoad(broker, spec);
    const seen = viewer.latest()?.tree.messages ?? 0;
    const least = (measured.perSecond ?? 0) * spec.measureSeconds;
    if (seen < least) throw new Error(`the viewer was told of ${seen} messages of at least ${Math.round(least)}`);
    return measured;
  } finally {
    await viewer.leave();
  }
}

/** The one in the middle by what a delivery cost. */
function median(measurements: readonly Measurement[]): Measurement {
  const cost = ({ cpuMicrosecondsEach = 0 }: Measurement) => cpuMicrosecondsEach;
  const sorted = measurements.toSorted((a, b) => cost(a) - cost(b));
  return sorted[sorted.length >> 1] ?? {};
}

/** 100 topics, each message to one who listens. */
export const viewer = watched({
  ...{ name: "viewer", title: "fan-in, topics looked at" },
  ...{ publishers: 100, subscribers: 1, payloadBytes: 64, subscriptions: "all", qos: 0, window: 32 },
});

/** 12 800 topics. */
export const viewerOfMany = watched({
  ...{ name: "viewer-of-many", title: "wildcard, topics looked at" },
  ...{ ...FIFTY, subscriptions: "wildcard", qos: 0, window: 128 },
});
