import { setTimeout as sleep } from "node:timers/promises";
import type { RunningBroker } from "../brokers/running-broker.ts";
import { Generator } from "../generator.ts";
import { cpuSeconds, openFilesMax, residentMebibytes } from "../process.ts";
import { measureLoad } from "./measure-load.ts";
import type { Scenario } from "./scenario.ts";

const STORM_CONNECTIONS = 10_000;
const IDLE_CONNECTIONS = 20_000;
const CONCURRENCY = 100;
const GENERATORS = 2;
/** Open files that a broker needs for other things than clients. */
const FILES_SPARED = 200;
/** After the start, after the last CONNECT and after the cut: until nothing moves any more, collections included. */
const QUIET_SECONDS = 15;

/** Clients that connect with credentials and leave, 100 at a time. */
export const storm: Scenario = {
  ...{ name: "storm", title: "connect storm, credentials", counts: "connections" },
  run(broker) {
    const shape = { connections: STORM_CONNECTIONS, concurrency: CONCURRENCY };
    return measureLoad(broker, { kind: "storm", door: broker.door("tcp"), ...shape });
  },
};

/** Clients that connect and keep still: what each costs in memory, all in CPU, and what stays when all are cut at once. */
export const idle: Scenario = {
  ...{ name: "idle", title: "20 000 idle, then cut", counts: "nothing" },
  async run(broker, seconds) {
    const { pid } = broker;
    const connections = Math.min(IDLE_CONNECTIONS, openFilesMax(pid) - FILES_SPARED);
    await sleep(QUIET_SECONDS * 1000);
    const residentMebibytesAtStart = residentMebibytes(pid);
    const generators = await connectAll(broker, connections);
    try {
      await sleep(QUIET_SECONDS * 1000);
      const [before, from] = [cpuSeconds(pid), performance.now()];
      await sleep(seconds * 1000);
      const busyPercent = ((cpuSeconds(pid) - before) * 1e5) / (performance.now() - from);
      const resident = residentMebibytes(pid);
      await Promise.all(generators.map((generator) => generator.kill()));
      await sleep(QUIET_SECONDS * 1000);
      return {
        ...{ connections, busyPercent, residentMebibytesAtStart, residentMebibytes: resident },
        residentMebibytesAfterwards: residentMebibytes(pid),
        kibibytesPerConnection: ((resident - residentMebibytesAtStart) * 1024) / connections,
      };
    } finally {
      await Promise.all(generators.map((generator) => generator.kill()));
    }
  },
};

/** From several processes, because one may not open so many sockets either. */
async function connectAll(broker: RunningBroker, connections: number): Promise<Generator[]> {
  const share = Math.ceil(connections / GENERATORS);
  const generators: Generator[] = [];
  for (let first = 0; first < connections; first += share) {
    const count = Math.min(share, connections - first);
    const concurrency = CONCURRENCY / GENERATORS;
    const door = broker.door("tcp");
    generators.push(new Generator({ kind: "idle", door, connections: count, concurrency, firstClient: first }));
  }
  await Promise.all(generators.map((generator) => generator.next("connected")));
  return generators;
}
