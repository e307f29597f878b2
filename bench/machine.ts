import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** What the numbers were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly system: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}, ${distribution()}`,
    node: process.version,
  };
}

/** Processes that wanted a core in the last minute, the load itself included. */
export function loadAverage(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** For a file name: the model, without what every model has. */
export function slugOf({ cpu, cores }: Machine): string {
  const model = cpu.toLowerCase().replace(/\(r\)|\(tm\)|processor|cpu|@.*$/g, " ");
  return `${model
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", "-")}-${cores}-cores`;
}

function distribution(): string {
  try {
    return /PRETTY_NAME="?([^"\n]+)/.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown";
  } catch {
    return "unknown";
  }
}
