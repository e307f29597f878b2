import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** A client that somebody else wrote, as a process. */
export interface Program {
  /** Resolves when its output has this many lines, with them. */
  lines(count: number): Promise<string[]>;
  /** Resolves when something it wrote, on either stream, matches. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  kill(): void;
}

export function isInstalled(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).error === undefined;
}

export function run(program: string, args: readonly string[], env: Record<string, string> = {}): Program {
  // stdbuf: a C program that writes into a pipe keeps its lines to itself for long.
  const child = spawn("stdbuf", ["-oL", program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...output }));
  const either = () => Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended]);
  const until = async (met: () => boolean) => {
    while (!met()) {
      if (child.exitCode !== null || child.signalCode !== null) {
        const { code, stdout, stderr } = await ended;
        if (met()) return;
        throw new Error(`${program} ended (${code ?? child.signalCode}):\n${stdout}\n${stderr}`);
      }
      await either();
    }
  };
  return {
    async lines(count) {
      const lines = () => output.stdout.split("\n").slice(0, -1);
      await until(() => lines().length >= count);
      return lines();
    },
    says: (pattern) => until(() => pattern.test(output.stdout + output.stderr)),
    ended,
    kill: () => void child.kill("SIGKILL"),
  };
}
