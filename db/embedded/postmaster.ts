import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What PostgreSQL writes in `postmaster.pid`: the process that serves a cluster, its port and its state. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const POLL_MS = 20;
/** A fast shutdown ends within the time of one checkpoint. */
const STOP_SECONDS_MAX = 30;

export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/**
 * Ends the server that a killed Hato left behind, so that the next one starts its own. Whoever calls this holds the
 * lock of the data directory: no living Hato uses that server.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const orphan = readPostmasterFile(cluster);
  if (orphan === undefined) return;
  if (!isPostmasterOf(orphan.pid, cluster)) {
    // The number may belong to a stranger by now, for whose sake PostgreSQL would refuse to start.
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return;
  }
  signal(orphan.pid, "SIGINT");
  const deadline = Date.now() + STOP_SECONDS_MAX * 1000;
  while (isPostmasterOf(orphan.pid, cluster)) {
    if (Date.now() > deadline) {
      signal(orphan.pid, "SIGQUIT");
      await sleep(1000);
      return;
    }
    await sleep(POLL_MS);
  }
}

/** A postmaster works in its data directory; nobody else has any business there. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).includes(cluster);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}
