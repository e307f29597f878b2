import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { aedes } from "./brokers/aedes.ts";
import { hato } from "./brokers/hato.ts";
import { mosquitto } from "./brokers/mosquitto.ts";
import type { BenchBroker } from "./brokers/running-broker.ts";
import { describeMachine, loadAverage, slugOf } from "./machine.ts";
import { Results } from "./results.ts";
import { idle, storm } from "./scenarios/connections.ts";
import { beside, drain, elision, lone, offline, restart } from "./scenarios/durable.ts";
import { ruleChange } from "./scenarios/rule-change.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { fanIn, fanOut, paced, pair, qos1, qos2, shared, webSocket, wildcard } from "./scenarios/traffic.ts";
import { viewer, viewerOfMany } from "./scenarios/viewer.ts";
import { heading, note, row, verdictLine } from "./table.ts";
import { judge } from "./targets.ts";

/**
 * `npm run bench`: every scenario against every broker in turn, on this machine, some ten minutes in all. Linux only,
 * because what a process used is read in /proc. docs/benchmarks.md tells how to read what it prints.
 *
 *   npm run bench -- --only pair,fan-out --seconds 5 --broker hato,mosquitto
 */

const SCENARIOS: readonly Scenario[] = [
  ...[pair, fanOut, fanIn, qos1, qos2, wildcard, shared, webSocket],
  ...[paced, storm, idle, ruleChange],
  ...[viewer, viewerOfMany],
  ...[lone, offline, elision, drain, beside, restart],
];
const BROKERS: readonly BenchBroker[] = [hato, mosquitto, aedes];
/** Steps measured alone, in nanoseconds by kind, each in a process of its own. */
const STEPS = [
  { name: "match", file: "./micro/match.ts" },
  { name: "acl", file: "./micro/acl.ts" },
];

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    broker: { type: "string", default: "" },
  },
});

const started = new Date();
const machine = describeMachine();
const loadBefore = loadAverage();
const results = new Results();
const versions: Record<string, string> = {};
const wholeRun = values.only === "" && values.broker === "";

console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load ${loadBefore}`);
try {
  await measureAll();
} finally {
  for (const broker of BROKERS) await broker.close();
}
const verdicts = judge(results);
console.log("");
for (const verdict of verdicts) console.log(verdictLine(verdict));
if (wholeRun) console.log(`\nkept in ${keep()}`);

async function measureAll(): Promise<void> {
  const installed: BenchBroker[] = [];
  for (const broker of chosen(BROKERS, values.broker)) {
    const version = await broker.version();
    console.log(`${broker.name.padEnd(11)}${version ?? "is not installed"}`);
    if (version === undefined) continue;
    versions[broker.name] = version;
    installed.push(broker);
  }
  console.log(`\n${heading()}`);
  for (const scenario of chosen(SCENARIOS, values.only)) {
    for (const broker of installed) {
      if (scenario.brokers?.includes(broker.name) ?? true) console.log(await measure(scenario, broker));
    }
  }
  for (const step of chosen(STEPS, values.only)) await measureStep(step);
}

/** One line of the table: a scenario that fails with one broker costs that line only. */
async function measure(scenario: Scenario, broker: BenchBroker): Promise<string> {
  const unsupported = scenario.unsupported?.[broker.name];
  if (unsupported !== undefined) return note(scenario, broker.name, unsupported);
  const running = await broker.start();
  try {
    const measurement = await scenario.run(running, Number(values.seconds));
    results.add(scenario.name, broker.name, measurement);
    return row(scenario, broker.name, measurement);
  } catch (error) {
    return note(scenario, broker.name, `failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await running.stop();
  }
}

async function measureStep({ name, file }: (typeof STEPS)[number]): Promise<void> {
  const child = fork(new URL(file, import.meta.url));
  const [nanoseconds] = (await once(child, "message")) as [Record<string, number>];
  for (const [kind, each] of Object.entries(nanoseconds)) {
    results.add(name, kind, { cpuMicrosecondsEach: each / 1000 });
  }
}

/** Those that the option names, or all. */
function chosen<T extends { readonly name: string }>(all: readonly T[], option: string): T[] {
  const names = option.toLowerCase().split(",").filter(Boolean);
  return all.filter(({ name }) => names.length === 0 || names.includes(name.toLowerCase()));
}

function keep(): string {
  const directory = new URL("./results/", import.meta.url);
  mkdirSync(directory, { recursive: true });
  const name = `${started.toISOString().slice(0, 10)}-${slugOf(machine)}.json`;
  const content = {
    ...{ startedAt: started.toISOString(), endedAt: new Date().toISOString() },
    ...{ machine, loadBefore, loadAfter: loadAverage(), seconds: Number(values.seconds) },
    ...{ versions, results: results.byScenario, verdicts },
  };
  writeFileSync(new URL(name, directory), `${JSON.stringify(content, rounded, 2)}\n`);
  return `bench/results/${name}`;
}

/** Four digits say all that such a measurement knows. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(4)) : value;
}
