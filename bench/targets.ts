import type { Results } from "./results.ts";
import type { Measurement } from "./scenarios/scenario.ts";

/** What the project wants of itself, as ratios within one run where another broker is named. */
export interface Target {
  readonly what: string;
  readonly bound: number;
  readonly unit: string;
  readonly atLeast: boolean;
  /** Undefined when this run did not measure it. */
  readonly value: (results: Results) => number | undefined;
}

export interface Verdict {
  readonly what: string;
  readonly wanted: string;
  readonly value: number;
  readonly met: boolean;
}

type Quantity = (results: Results) => number | undefined;

const of =
  (scenario: string, what: keyof Measurement, broker = "Hato"): Quantity =>
  (results) =>
    results.get(scenario, broker, what);

const ratio =
  (above: Quantity, below: Quantity): Quantity =>
  (results) => {
    const [a, b] = [above(results), below(results)];
    return a === undefined || b === undefined ? undefined : a / b;
  };

/** How many times less CPU for each delivery, and how many times more deliveries. */
function faster(scenario: string, bound: number): Target[] {
  const cpu = ratio(of(scenario, "cpuMicrosecondsEach", "Mosquitto"), of(scenario, "cpuMicrosecondsEach"));
  const rate = ratio(of(scenario, "perSecond"), of(scenario, "perSecond", "Mosquitto"));
  const common = { bound, unit: "×", atLeast: true };
  return [
    { ...common, what: `${scenario}: CPU per delivery, Mosquitto's over ours`, value: cpu },
    { ...common, what: `${scenario}: deliveries a second, ours over Mosquitto's`, value: rate },
  ];
}

const most = (what: string, bound: number, unit: string, value: Quantity): Target => ({
  ...{ what, bound, unit, value },
  atLeast: false,
});

const least = (what: string, bound: number, unit: string, value: Quantity): Target => ({
  ...{ what, bound, unit, value },
  atLeast: true,
});

const sum =
  (a: Quantity, b: Quantity): Quantity =>
  (results) => {
    const [x, y] = [a(results), b(results)];
    return x === undefined || y === undefined ? undefined : x + y;
  };

const minus =
  (a: Quantity, b: Quantity): Quantity =>
  (results) => {
    const [x, y] = [a(results), b(results)];
    return x === undefined || y === undefined ? undefined : x - y;
  };

/** What one open page of live topics costs the broker. */
function watched(scenario: string): Target[] {
  const alone = of(scenario, "cpuMicrosecondsEachAlone");
  return [
    most(
      `${scenario}: CPU per delivery, watched over alone`,
      1.1,
      "×",
      ratio(of(scenario, "cpuMicrosecondsEach"), alone),
    ),
    least(
      `${scenario}: deliveries a second, watched over alone`,
      0.9,
      "×",
      ratio(of(scenario, "perSecond"), of(scenario, "perSecondAlone")),
    ),
  ];
}

export const TARGETS: readonly Target[] = [
  ...faster("pair", 10),
  ...faster("fan-out", 10),
  ...faster("fan-in", 4),
  ...faster("qos1", 8),
  ...faster("qos2", 6),
  most(
    "paced: CPU per delivery, ours over Mosquitto's",
    1.1,
    "×",
    ratio(of("paced", "cpuMicrosecondsEach"), of("paced", "cpuMicrosecondsEach", "Mosquitto")),
  ),
  most("paced: p99, ours over Mosquitto's", 1.5, "×", ratio(of("paced", "p99Ms"), of("paced", "p99Ms", "Mosquitto"))),
  {
    what: "websocket: CPU per delivery over TCP, over WebSocket",
    ...{ bound: 0.5, unit: "×", atLeast: true },
    value: ratio(of("pair", "cpuMicrosecondsEach"), of("websocket", "cpuMicrosecondsEach")),
  },
  most("idle: memory of a connection", 6, " KiB", of("idle", "kibibytesPerConnection")),
  most("idle: CPU of all of them", 1, " %", of("idle", "busyPercent")),
  most(
    "idle: memory once all are cut, over that at the start",
    1.2,
    "×",
    ratio(of("idle", "residentMebibytesAfterwards"), of("idle", "residentMebibytesAtStart")),
  ),
  most(
    "storm: CPU of a connection, database included",
    200,
    " µs",
    sum(of("storm", "cpuMicrosecondsEach"), of("storm", "databaseCpuMicrosecondsEach")),
  ),
  least("offline: acknowledged a second", 60_000, "", of("offline", "perSecond")),
  most("lone: PUBACK, over one flush", 1.5, "×", ratio(of("lone", "p50Ms"), of("lone", "appendFlushMs"))),
  least("elision: persistent over ephemeral", 0.6, "×", ratio(of("elision", "perSecond"), of("qos1", "perSecond"))),
  least("drain: deliveries a second", 50_000, "", of("drain", "perSecond")),
  most("beside: p99 over that alone", 3, "×", ratio(of("beside", "p99Ms"), of("beside", "p99MsAlone"))),
  most("rules: applied to 10 000 connected devices", 1, " s", of("rules", "appliedSeconds")),
  most("rules: applied, cutting a subscription of each", 1, " s", of("rules", "appliedCuttingSeconds")),
  most(
    "rules: how much later the latest message came",
    50,
    " ms",
    minus(of("rules", "maxMs"), of("rules", "maxMsAlone")),
  ),
  ...watched("viewer"),
  ...watched("viewer-of-many"),
  most("restart: until ready", 15, " s", of("restart", "readySeconds")),
  most("restart: memory", 1024, " MiB", of("restart", "residentMebibytesPeak")),
  most("match in 100 000 filters, cached", 2, " µs", of("match", "cpuMicrosecondsEach", "cached")),
  most("match in 100 000 filters, uncached", 10, " µs", of("match", "cpuMicrosecondsEach", "uncached")),
  most("permission to publish, cached", 0.2, " µs", of("acl", "cpuMicrosecondsEach", "publishCached")),
  most("permission to subscribe, cached", 0.2, " µs", of("acl", "cpuMicrosecondsEach", "subscribeCached")),
  most("permission to publish, 100 rules", 3, " µs", of("acl", "cpuMicrosecondsEach", "publishUncached")),
  most("permission to subscribe, 100 rules", 3, " µs", of("acl", "cpuMicrosecondsEach", "subscribeUncached")),
];

/** The targets that this run says something about. */
export function judge(results: Results): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const { what, bound, unit, atLeast, value } of TARGETS) {
    const reached = value(results);
    if (reached === undefined || Number.isNaN(reached)) continue;
    const met = atLeast ? reached >= bound : reached <= bound;
    verdicts.push({ what, wanted: `${atLeast ? "≥" : "≤"} ${bound}${unit}`, value: reached, met });
  }
  return verdicts;
}
