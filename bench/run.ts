import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { hato } from "./brokers/hato.ts";
import { mosquitto } from "./brokers/mosquitto.ts";
import type { BenchBroker } from "./brokers/running-broker.ts";
import type { LoadReport, LoadSpec } from "./load-spec.ts";
import { cpuSeconds, residentMebibytes } from "./process.ts";
import { fanIn } from "./scenarios/fan-in.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { pair, pairQos1 } from "./scenarios/pair.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/**
 * `npm run bench`: every scenario against every broker in turn, on this machine. CPU is what the broker's process used
 * while the clock ran, divided by the messages that reached a subscriber.
 *
 *   npm run bench -- --seconds 10 --only fan-out --broker hato
 */

const SCENARIOS: readonly Scenario[] = [pair, fanOut, fanIn, pairQos1];
const BROKERS: readonly BenchBroker[] = [hato, mosquitto];

interface Result {
  readonly deliveriesPerSecond: number;
  readonly cpuMicrosecondsPerDelivery: number;
  readonly residentMebibytes: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    broker: { type: "string", default: "" },
  },
});

async function measure(broker: BenchBroker, scenario: Scenario): Promise<Result | undefined> {
  const running = await broker.start();
  if (running === undefined) return undefined;
  const generator = fork(new URL("./load.ts", import.meta.url));
  try {
    const { pid, port, username, password } = running;
    const where = { host: "127.0.0.1", port, username, password };
    const spec: LoadSpec = { ...where, ...scenario.load, warmUpSeconds: 2, measureSeconds: Number(values.seconds) };
    generator.send(spec);
    await reported(generator, "started");
    const before = cpuSeconds(pid);
    const { deliveries, seconds } = await reported(generator, "stopped");
    const used = cpuSeconds(pid) - before;
    return {
      deliveriesPerSecond: deliveries / seconds,
      cpuMicrosecondsPerDelivery: (used * 1e6) / deliveries,
      residentMebibytes: residentMebibytes(pid),
    };
  } finally {
    generator.kill();
    await running.stop();
  }
}

async function reported<Event extends LoadReport["event"]>(
  generator: ChildProcess,
  event: Event,
): Promise<Extract<LoadReport, { event: Event }>> {
  const gone = once(generator, "exit").then(() => {
    throw new Error("the load generator ended");
  });
  const [report] = (await Promise.race([once(generator, "message"), gone])) as [LoadReport];
  if (report.event !== event) throw new Error(`the load generator said ${report.event}, not ${event}`);
  return report as Extract<LoadReport, { event: Event }>;
}

function line(name: string, broker: string, result: Result): string {
  const rate = Math.round(result.deliveriesPerSecond).toLocaleString("en");
  const cpu = result.cpuMicrosecondsPerDelivery.toFixed(2);
  const memory = result.residentMebibytes.toFixed(0);
  return `${name.padEnd(24)}${broker.padEnd(12)}${rate.padStart(12)}${cpu.padStart(12)}${memory.padStart(10)}`;
}

console.log(
  `${"".padEnd(24)}${"".padEnd(12)}${"deliveries/s".padStart(12)}${"CPU µs each".padStart(12)}${"RSS MiB".padStart(10)}`,
);
for (const scenario of SCENARIOS.filter(({ name }) => name.includes(values.only))) {
  const results = new Map<string, Result>();
  for (const broker of BROKERS.filter(({ name }) => name.toLowerCase().includes(values.broker))) {
    const result = await measure(broker, scenario);
    if (result === undefined) {
      console.log(`${scenario.name.padEnd(24)}${broker.name.padEnd(12)}not installed`);
      continue;
    }
    results.set(broker.name, result);
    console.log(line(scenario.name, broker.name, result));
  }
  const [ours, theirs] = [results.get(hato.name), results.get(mosquitto.name)];
  if (ours === undefined || theirs === undefined) continue;
  const ratio = theirs.cpuMicrosecondsPerDelivery / ours.cpuMicrosecondsPerDelivery;
  const verdict = ratio >= scenario.target ? "reached" : "missed";
  console.log(
    `${"".padEnd(24)}${"ratio".padEnd(24)}${`${ratio.toFixed(1)}×`.padStart(12)}   ≥ ${scenario.target}× ${verdict}`,
  );
}
