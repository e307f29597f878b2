import type { Measurement, Scenario } from "./scenarios/scenario.ts";
import type { Verdict } from "./targets.ts";

const WIDTHS = { scenario: 27, broker: 11, number: 12 };

export function heading(): string {
  const numbers = ["a second", "CPU µs each", "busy %", "p50 ms", "p99 ms", "RSS MiB"];
  return cells("", "", numbers);
}

export function row(scenario: Scenario, broker: string, measurement: Measurement): string {
  const { perSecond, cpuMicrosecondsEach, busyPercent, p50Ms, p99Ms, residentMebibytes } = measurement;
  const numbers = [
    perSecond === undefined ? "" : Math.round(perSecond).toLocaleString("en"),
    fixed(cpuMicrosecondsEach, 2),
    fixed(busyPercent, 1),
    fixed(p50Ms, 2),
    fixed(p99Ms, 2),
    fixed(residentMebibytes, 0),
  ];
  return `${cells(scenario.title, broker, numbers)}${remarks(measurement)}`;
}

export function note(scenario: Scenario, broker: string, text: string): string {
  return `${cells(scenario.title, broker, [])}${text}`;
}

export function verdictLine({ what, wanted, value, met }: Verdict): string {
  const digits = value < 10 ? 2 : 1;
  return `${met ? "met   " : "MISSED"}  ${what.padEnd(56)}${value.toFixed(digits).padStart(8)}   wanted ${wanted}`;
}

function remarks(measurement: Measurement): string {
  const { databaseCpuMicrosecondsEach: database, kibibytesPerConnection, connections } = measurement;
  const { residentMebibytesAtStart, residentMebibytesAfterwards, residentMebibytesPeak } = measurement;
  const { appendFlushMs, overwriteFlushMs, insertMs, p50MsAlone, p99MsAlone, durablePerSecond } = measurement;
  const told = (value: number | undefined, text: (digits: (count: number) => string) => string): string =>
    value === undefined ? "" : text((count) => value.toFixed(count));
  const parts = [
    database === undefined || database < 0.05 ? "" : `database ${database.toFixed(database < 10 ? 1 : 0)} µs each`,
    told(kibibytesPerConnection, (digits) => `${connections} × ${digits(1)} KiB`),
    told(residentMebibytesAfterwards, (digits) => `then ${digits(0)} MiB`),
    told(residentMebibytesAtStart, (digits) => `from ${digits(0)} MiB`),
    told(appendFlushMs, (digits) => `flush ${digits(2)} ms after an append, ${fixed(overwriteFlushMs, 2)} in place`),
    told(insertMs, (digits) => `a bare INSERT ${digits(2)} ms`),
    told(measurement.lateP99Ms, (digits) => `sent ${digits(2)} ms late`),
    told(p99MsAlone, (digits) => `alone ${fixed(p50MsAlone, 2)} and ${digits(2)} ms`),
    told(measurement.perSecondAlone, (digits) => {
      const each = fixed(measurement.cpuMicrosecondsEachAlone, 3);
      return `alone ${digits(0)} a second at ${each} µs, watched at ${fixed(measurement.cpuMicrosecondsEach, 3)}`;
    }),
    told(measurement.appliedSeconds, (digits) => `applied in ${digits(2)} s`),
    told(measurement.appliedCuttingSeconds, (digits) => `cutting all in ${digits(2)} s`),
    told(measurement.maxMsAlone, (digits) => `latest ${fixed(measurement.maxMs, 1)} ms, alone ${digits(1)}`),
    told(durablePerSecond, (digits) => `beside ${digits(0)} durable a second`),
    told(measurement.readySeconds, (digits) => `ready in ${digits(1)} s`),
    told(residentMebibytesPeak, (digits) => `at most ${digits(0)} MiB`),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `   ${parts.join(", ")}`;
}

function cells(scenario: string, broker: string, numbers: readonly string[]): string {
  const right = numbers.map((number) => number.padStart(WIDTHS.number)).join("");
  return `${scenario.padEnd(WIDTHS.scenario)}${broker.padEnd(WIDTHS.broker)}${right}`;
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);
}
