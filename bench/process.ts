import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc, the same on every Linux that matters. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** CPU seconds, user and system, that a process and its threads have used. */
export function cpuSeconds(pid: number): number {
  return statOf(pid).cpuSeconds;
}

/**
 * CPU seconds of all descendants of a process that have this name, those included that ended meanwhile and were waited
 * for by one of them.
 */
export function cpuSecondsOfTree(pid: number, name: string): number {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      stats.set(Number(entry), statOf(Number(entry)));
    } catch {
      // Gone since the directory was read.
    }
  }
  let sum = 0;
  for (const [id, stat] of stats) if (stat.name === name && descends(stats, id, pid)) sum += stat.cpuSeconds;
  return sum;
}

/** Resident memory of a process in MiB. */
export function residentMebibytes(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return Number(kibibytes) / 1024;
}

/** The most memory of a process that ever was resident, in MiB. */
export function residentMebibytesPeak(pid: number): number {
  const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return Number(kibibytes) / 1024;
}

/** Files, sockets among them, that a process may have open at most. */
export function openFilesMax(pid: number): number {
  const limit = /Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, "latin1"))?.[1];
  return Number(limit);
}

function statOf(pid: number): Stat {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the name in parentheses, which may hold anything.
  const nameEnd = stat.lastIndexOf(")");
  const fields = stat.slice(nameEnd + 2).split(" ");
  return {
    name: stat.slice(stat.indexOf("(") + 1, nameEnd),
    parent: Number(fields[1]),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}

function descends(stats: ReadonlyMap<number, Stat>, pid: number, ancestor: number): boolean {
  for (let id: number | undefined = pid; id !== undefined && id !== 0; id = stats.get(id)?.parent) {
    if (id === ancestor) return true;
  }
  return false;
}
