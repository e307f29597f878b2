import type { RunningBroker } from "../brokers/running-broker.ts";
import { Generator } from "../generator.ts";
import type { DrainSpec, StormSpec, TrafficSpec } from "../load/spec.ts";
import { cpuSeconds, residentMebibytes } from "../process.ts";
import type { Measurement } from "./scenario.ts";

/**
 * Puts a load on the broker and sees what it does between the load's start and its end: CPU is what the broker's process
 * used while the clock ran, divided by what came through.
 */
export async function measureLoad(
  broker: RunningBroker,
  spec: TrafficSpec | DrainSpec | StormSpec,
): Promise<Measurement> {
  const { pid } = broker;
  const generator = new Generator(spec);
  try {
    await generator.next("started");
    const [before, helpersBefore] = [cpuSeconds(pid), broker.helperCpuSeconds()];
    const { count, seconds, p50Ms, p99Ms, maxMs, lateP99Ms } = await generator.next("stopped");
    const [used, helpersUsed] = [cpuSeconds(pid) - before, broker.helperCpuSeconds() - helpersBefore];
    return {
      perSecond: count / seconds,
      cpuMicrosecondsEach: (used * 1e6) / count,
      databaseCpuMicrosecondsEach: (helpersUsed * 1e6) / count,
      busyPercent: (100 * used) / seconds,
      ...{ p50Ms, p99Ms, maxMs, lateP99Ms },
      residentMebibytes: residentMebibytes(pid),
    };
  } finally {
    await generator.kill();
  }
}
