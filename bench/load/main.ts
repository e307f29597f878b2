import { runIdle, runStorm } from "./connections.ts";
import { runDrain } from "./drain.ts";
import type { LoadReport, LoadSpec } from "./spec.ts";
import { runTraffic } from "./traffic.ts";

/**
 * A load process: raw MQTT 3.1.1 over raw sockets, with bytes made beforehand, so that what it costs is little and the
 * same for every broker. Its parent tells it what to do, once.
 */

const report = (message: LoadReport): void => void process.send?.(message);

function run(spec: LoadSpec): Promise<void> {
  switch (spec.kind) {
    case "traffic":
      return runTraffic(spec, report);
    case "drain":
      return runDrain(spec, report);
    case "storm":
      return runStorm(spec, report);
    case "idle":
      return runIdle(spec, report);
  }
}

process.once("message", (spec) => void run(spec as LoadSpec));
process.once("disconnect", () => process.exit());
