import { setTimeout as sleep } from "node:timers/promises";
import type { BrokerDatabase, RunningBroker } from "../brokers/running-broker.ts";
import { lower, measureFlush } from "../flush.ts";
import { Generator } from "../generator.ts";
import type { TrafficSpec } from "../load/spec.ts";
import { residentMebibytes, residentMebibytesPeak } from "../process.ts";
import { insertKeptSessions } from "./kept-sessions.ts";
import { measureLoad } from "./measure-load.ts";
import type { Scenario } from "./scenario.ts";
import { FIFTY, PACED, traffic, WARM_UP_SECONDS } from "./traffic.ts";

/** What durability costs. The others acknowledge before they store, if they store at all, and are no measure for it. */
const brokers = ["Hato"];

const AWAY = { ...FIFTY, subscriptions: "own", qos: 1, window: 200, sessions: "away" } as const;
const DRAINING = { clients: 10, queued: 10_000, topics: "own", payloadBytes: FIFTY.payloadBytes } as const;
/** Until the broker has put two thousand clients away. */
const SETTLE_SECONDS = 2;

/** Nobody is there: every message is committed before its PUBACK. */
export const offline = traffic({
  ...{ name: "offline", title: "QoS 1 to 50 who are away", counts: "acknowledgements", brokers },
  ...AWAY,
});

/** As `qos1`, to persistent sessions: what their clients acknowledge soon enough is not written at all. */
export const elision = traffic({
  ...{ name: "elision", title: "pair, QoS 1, persistent", brokers },
  ...{ ...FIFTY, subscriptions: "own", qos: 1, window: 64, sessions: "persistent" },
});

/** One publisher that waits for each PUBACK, beside what a flush and an INSERT cost on this disk. */
export const lone: Scenario = {
  ...{ name: "lone", title: "QoS 1, one at a time, away", counts: "acknowledgements", brokers },
  async run(broker, measureSeconds) {
    const spec: TrafficSpec = {
      ...{ kind: "traffic", door: broker.door("tcp"), ...AWAY, publishers: 1, subscribers: 1, window: 1 },
      ...{ warmUpSeconds: WARM_UP_SECONDS, measureSeconds },
    };
    const { directory, use } = databaseOf(broker);
    // Before and after, because a disk that others use too changes its mind.
    const before = await use((sql) => measureFlush(directory, sql));
    const measured = await measureLoad(broker, spec);
    const after = await use((sql) => measureFlush(directory, sql));
    return { ...measured, ...lower(before, after) };
  },
};

/** Ten clients return one after the other, each to a queue of 10 000. */
export const drain: Scenario = {
  ...{ name: "drain", title: "10 return to 10 000 each", counts: "deliveries", brokers },
  run: (broker) => measureLoad(broker, { kind: "drain", door: broker.door("tcp"), ...DRAINING }),
};

/** The ephemeral flow of `paced`, alone and then beside as much durable traffic as the broker takes. */
export const beside: Scenario = {
  ...{ name: "beside", title: "paced, beside durable", counts: "deliveries", brokers },
  async run(broker, measureSeconds) {
    const door = broker.door("tcp");
    // A load that never sleeps would take a core from those it measures, one of two on a small machine.
    const pacing = { ...PACED, sleeps: true };
    const paced: TrafficSpec = { kind: "traffic", door, ...pacing, warmUpSeconds: WARM_UP_SECONDS, measureSeconds };
    const alone = await measureLoad(broker, paced);
    await sleep(SETTLE_SECONDS * 1000);
    // It begins before the paced flow connects and outlasts it.
    const flood = new Generator({
      ...AWAY,
      kind: "traffic",
      door,
      warmUpSeconds: WARM_UP_SECONDS,
      measureSeconds: measureSeconds * 2,
    });
    try {
      await flood.next("started");
      const measured = await measureLoad(broker, { ...paced, firstNumber: AWAY.publishers });
      const { count, seconds } = await flood.next("stopped");
      const { p50Ms, p99Ms } = alone;
      return { ...measured, p50MsAlone: p50Ms, p99MsAlone: p99Ms, durablePerSecond: count / seconds };
    } finally {
      await flood.kill();
    }
  },
};

/** 100 000 sessions with three subscriptions and ten messages each, put there by SQL. The database runs already. */
export const restart: Scenario = {
  ...{ name: "restart", title: "start with 100 000 sessions", counts: "nothing", brokers },
  async run(broker) {
    const { readySeconds } = await databaseOf(broker).restartAfter(insertKeptSessions);
    const { pid } = broker;
    const memory = { residentMebibytes: residentMebibytes(pid), residentMebibytesPeak: residentMebibytesPeak(pid) };
    return { readySeconds, ...memory };
  },
};

function databaseOf({ database }: RunningBroker): BrokerDatabase {
  if (database === undefined) throw new Error("the broker has no database");
  return database;
}
