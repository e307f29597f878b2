import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The checkout. */
export const ROOT = dirname(import.meta.dirname);

export interface HatoOptions {
  /** Over the defaults: free ports on 127.0.0.1 and a data directory of its own. `undefined` unsets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** The console costs a build the first time; a test that needs no page does without. */
  readonly withConsole?: boolean;
  /** How to run it, in place of `node server/main.ts`. */
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
}

/** The ready line. */
export interface Ready {
  readonly event: "ready";
  readonly host: string;
  readonly mqtt: number;
  readonly mqtts: number;
  readonly ws: number;
  readonly wss: number;
  readonly console: number;
  readonly control: number;
  readonly database: "embedded" | "external";
  readonly pid: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real Hato in a process of its own. */
export interface HatoProcess {
  readonly ready: Ready;
  readonly dataDir: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it said so far. */
  stderr(): string;
  /** SIGTERM, and the data directory goes too if it was made here. */
  stop(): Promise<Ended>;
}

/** A data directory under the system's temporary one, that every user may pass through. */
export function makeDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), "hato-process-"));
  chmodSync(dataDir, 0o711);
  return dataDir;
}

/**
 * Starts `node server/main.ts` and waits for its ready line.
 * @throws Error with what it wrote on stderr, when it ends before
 */
export async function startHato(options: HatoOptions = {}): Promise<HatoProcess> {
  const ownDataDir = options.env?.DATA_DIR === undefined ? makeDataDir() : undefined;
  const dataDir = options.env?.DATA_DIR ?? ownDataDir ?? "";
  const { child, output, ended } = launch({ ...options, env: { DATA_DIR: dataDir, ...options.env } });
  const ready = await Promise.race([
    readyLine(child, output),
    ended.then(({ code, signal, stderr }) => {
      if (ownDataDir !== undefined) rmSync(ownDataDir, { recursive: true, force: true });
      throw new Error(`Hato ended before it was ready (${signal ?? code}):\n${stderr}`);
    }),
  ]);
  return {
    ready,
    dataDir,
    child,
    ended,
    stderr: () => output.stderr,
    async stop() {
      child.kill("SIGTERM");
      const end = await ended;
      if (ownDataDir !== undefined) rmSync(ownDataDir, { recursive: true, force: true });
      return end;
    },
  };
}

/** Starts a Hato that is expected to give up. */
export async function failToStart(options: HatoOptions): Promise<Ended> {
  const ownDataDir = makeDataDir();
  try {
    return await launch({ ...options, env: { DATA_DIR: ownDataDir, ...options.env } }).ended;
  } finally {
    rmSync(ownDataDir, { recursive: true, force: true });
  }
}

function launch({ env = {}, args = [], withConsole = false, command, cwd = ROOT }: HatoOptions) {
  const [program, ...before] = command ?? [process.execPath, "server/main.ts"];
  const child = spawn(program, [...before, ...args, ...(withConsole ? [] : ["--without-console"])], {
    cwd,
    env: { ...inherited(), ...FREE_PORTS, HOST: "127.0.0.1", ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }) as Ended);
  return { child, output, ended };
}

const FREE_PORTS = {
  MQTT_PORT: "0",
  MQTTS_PORT: "0",
  WS_PORT: "0",
  WSS_PORT: "0",
  CONSOLE_PORT: "0",
  CONTROL_PORT: "0",
};

/** Of our own environment only what a process needs to run: a developer's settings shall not change a test. */
function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, LANG, TMPDIR, SystemRoot } = process.env;
  return { PATH, HOME, LANG, TMPDIR, SystemRoot };
}

async function readyLine(child: ChildProcess, output: { readonly stdout: string }): Promise<Ready> {
  while (!output.stdout.includes("\n")) await once(child.stdout as NodeJS.ReadableStream, "data");
  return JSON.parse(output.stdout) as Ready;
}
