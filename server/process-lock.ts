import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";

/**
 * A lock file that names the process holding it. The lock of a process that is gone, killed or not, is nobody's.
 * @returns how to let go, or the id of the living process that holds it
 */
export function takeLock(file: string): { release: () => void } | { heldBy: number } {
  const mine = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(mine, processMark(process.pid) ?? "", { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, file); // fails if the file is there: of two that come at once, one gets it
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const mark = read(file);
      const pid = Number.parseInt(mark, 10);
      if (mark !== "" && processMark(pid) === mark) return { heldBy: pid };
      rmSync(file, { force: true });
    }
  } finally {
    unlinkSync(mine);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Names a living process for good: numbers are given again, a number with its moment of birth is not. */
function processMark(pid: number): string | undefined {
  if (!Number.isInteger(pid)) return undefined;
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name in parentheses may hold anything; the start time is the 20th field after it.
      const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return `${pid} ${started} ${boot}\n`;
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  return `${pid}\n`;
}
