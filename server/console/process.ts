import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log.ts";
import { portError } from "../ports.ts";
import { StartError } from "../start-error.ts";
import type { ConsoleMessage } from "./messages.ts";
import { ROOT } from "./next.ts";

export interface ConsoleOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Development: pages are compiled as they are asked for. */
  readonly dev: boolean;
  /** What the console is to know beyond our own environment: the real ports, the database, the secret. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: Log;
}

export interface ConsoleProcess {
  readonly port: number;
  stop(): Promise<void>;
}

const STOP_SECONDS_MAX = 3;
const RESTART_PAUSE_MS = 1_000;
/** Only the first start needs these, and a page must never be able to show them. */
const WITHHELD = ["BOOTSTRAP_PASSWORD", "BOOTSTRAP_API_KEY", "BOOTSTRAP_EMAIL", "BOOTSTRAP_TENANT"];

/**
 * Runs the console in a process of its own, so that rendering a page never delays a message, and runs it again should
 * it end by itself.
 * @throws StartError when it cannot start
 */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleProcess> {
  let stopping = false;
  let { child, port } = await launch(options, options.port);
  watch();

  function watch(): void {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      options.log("error", "the console ended by itself and is started again", { code, signal });
      void relaunch();
    });
  }

  async function relaunch(): Promise<void> {
    while (!stopping) {
      await sleep(RESTART_PAUSE_MS);
      if (stopping) return;
      try {
        ({ child, port } = await launch(options, port));
        if (stopping) return void child.kill("SIGKILL");
        return watch();
      } catch (error) {
        options.log("error", "the console did not start", { error: String(error) });
      }
    }
  }

  return {
    port,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS_MAX * 1000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function launch(
  { host, dev, env }: ConsoleOptions,
  port: number,
): Promise<{ child: ChildProcess; port: number }> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !WITHHELD.includes(name)));
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve.ts"), ...(dev ? ["--dev"] : [])], {
    cwd: ROOT,
    env: {
      ...inherited,
      ...env,
      HOST: host,
      CONSOLE_PORT: String(port),
      AUTH_TRUST_HOST: "true",
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: dev ? "development" : "production",
    },
    // stdout is for the ready line; Next.js greets on its own, which only a developer wants to read.
    stdio: ["ignore", dev ? process.stderr : "ignore", process.stderr, "ipc"],
    // A process group of its own: Ctrl-C is for the broker, which ends the console in its turn.
    detached: true,
  });
  const outcome = await Promise.race([
    once(child, "message").then(([message]) => message as ConsoleMessage),
    once(child, "exit").then(([code, signal]) => ({ type: "exited" as const, how: signal ?? `exit code ${code}` })),
  ]);
  switch (outcome.type) {
    case "listening":
      return { child, port: outcome.port };
    case "failed":
      child.kill("SIGKILL");
      throw outcome.code === undefined
        ? new StartError(`the console did not start: ${outcome.message}`)
        : portError(
            { variable: "CONSOLE_PORT", host, port },
            Object.assign(new Error(outcome.message), { code: outcome.code }),
          );
    case "exited":
      throw new StartError(`the console did not start (${outcome.how}); its own words stand above`);
  }
}
