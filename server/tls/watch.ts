import { type Stats, statSync } from "node:fs";
import { stat } from "node:fs/promises";

/** Renewal tools write two files, one after the other. */
const SETTLE_MS = 1_000;
const POLL_MS = 2_000;

/**
 * Calls `onChange` once the files have changed and then rested for a moment. Asks for their state at an interval
 * instead of having the system tell: so it follows whatever is done to them, writing, renaming another over them, or
 * turning a symbolic link to another directory.
 * @returns ends it
 */
export function watchFiles(
  files: readonly string[],
  onChange: () => void,
  { pollMs = POLL_MS, settleMs = SETTLE_MS }: { pollMs?: number; settleMs?: number } = {},
): () => void {
  // Known before this returns: no change after that is missed.
  let before = files.map((file) => stateOf(statSync(file, { throwIfNoEntry: false }))).join();
  let settling: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const states = files.map((file) => stat(file).then(stateOf, () => stateOf(undefined)));
    const now = (await Promise.all(states)).join();
    if (now === before) return;
    before = now;
    clearTimeout(settling);
    settling = setTimeout(onChange, settleMs);
    settling.unref();
  };
  const polling = setInterval(() => void look(), pollMs);
  polling.unref();
  return () => {
    clearInterval(polling);
    clearTimeout(settling);
  };
}

function stateOf(stats: Stats | undefined): string {
  return stats === undefined ? "missing" : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
