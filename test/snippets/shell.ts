import { spawn } from "node:child_process";
import { once } from "node:events";

/** A line of shell as a process group of its own. */
export interface Shell {
  /** Resolves when something it wrote, on either stream, matches. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  /** Ends it with everything it started. */
  kill(): void;
}

/** Runs a line as a person would: in a directory, with a keyboard nobody presses. */
export function shell(code: string, cwd: string): Shell {
  const child = spawn("bash", ["-c", code], { cwd, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = once(child, "close").then(([exitCode]) => ({ code: exitCode as number | null, output }));
  return {
    ended,
    async says(pattern) {
      while (!pattern.test(output)) {
        if (child.exitCode !== null || child.signalCode !== null) {
          await ended;
          if (pattern.test(output)) return;
          throw new Error(`ended without saying ${pattern}:\n${output}`);
        }
        await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended]);
      }
    },
    kill() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-child.pid, "SIGKILL");
    },
  };
}
