import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { takeLock } from "../process-lock.ts";
import { StartError } from "../start-error.ts";
import { NEXT, ROOT } from "./next.ts";

/** What a build is made of: when none of these changed, the last build is current. */
const SOURCES = ["app/**", "core/**", "db/**", "public/**", "*.{ts,mjs,json}"];
/** Next.js writes these itself; the others have nothing to do with the console. */
const NO_SOURCES = new Set([
  "next-env.d.ts",
  "tsconfig.json",
  "vitest.config.ts",
  "playwright.config.ts",
  "biome.json",
]);
const HEARTBEAT_SECONDS = 5;
const OUTPUT_CHARS_MAX = 1024 * 1024;

export interface BuildOptions {
  /** Where the output goes when the build fails. */
  readonly logFile: string;
  /** Told a line now and then, because the first build takes a minute. */
  readonly progress: (line: string) => void;
  /** Ends a build that nobody waits for any more. */
  readonly signal: AbortSignal;
}

/**
 * Builds the console unless the last build is current. Of several processes that start in one checkout, one builds and
 * the others wait for it.
 * @throws StartError when the build fails
 */
export async function buildConsole(options: BuildOptions): Promise<void> {
  const fingerprint = fingerprintOf(SOURCES);
  if (isCurrent(fingerprint)) return;
  const lock = await waitForLock(options);
  try {
    if (isCurrent(fingerprint)) return;
    await runBuild(options);
    writeFileSync(stampFile(), fingerprint);
  } finally {
    lock.release();
  }
}

function distDirectory(): string {
  return join(ROOT, process.env.NEXT_DIST_DIR ?? ".next");
}

function stampFile(): string {
  return join(distDirectory(), "hato-build");
}

function isCurrent(fingerprint: string): boolean {
  const stamp = stampFile();
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint;
}

function fingerprintOf(patterns: readonly string[]): string {
  const hash = createHash("sha256");
  for (const entry of globSync([...patterns], { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NO_SOURCES.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(`\n${entry.slice(ROOT.length)}\n`).update(readFileSync(entry));
  }
  return hash.digest("hex");
}

async function waitForLock({ progress, signal }: BuildOptions): Promise<{ release: () => void }> {
  for (let waited = false; ; waited = true) {
    const lock = claimBuild();
    if ("release" in lock) return lock;
    if (!waited) progress(`process ${lock.heldBy} is building the console; waiting for it`);
    await sleep(200, undefined, { signal });
  }
}

function claimBuild(): ReturnType<typeof takeLock> {
  try {
    return takeLock(`${distDirectory()}.lock`);
  } catch (cause) {
    throw new StartError(
      `the console must be built, and this user may not write in ${ROOT} (${(cause as NodeJS.ErrnoException).code}): start Hato once as the owner of that directory, or give this user the right to`,
      { cause },
    );
  }
}

async function runBuild({ logFile, progress, signal }: BuildOptions): Promise<void> {
  progress("building the console; only the first start after an installation or a change takes this long");
  const startedAt = Date.now();
  const tell = (step: string) =>
    progress(`building the console · ${Math.round((Date.now() - startedAt) / 1000)} s · ${step}`);
  const build = spawn(process.execPath, [NEXT, "build"], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let output = "";
  let step = "Starting";
  let heartbeat = setInterval(() => tell(step), HEARTBEAT_SECONDS * 1000);
  const take = (text: string) => {
    output = (output + text).slice(-OUTPUT_CHARS_MAX);
    const next = text
      .split(/[\r\n]/)
      .map(stepIn)
      .findLast((found) => found !== undefined);
    if (next === undefined || next === step) return;
    step = next;
    tell(step);
    clearInterval(heartbeat);
    heartbeat = setInterval(() => tell(step), HEARTBEAT_SECONDS * 1000);
  };
  build.stdout.setEncoding("utf8").on("data", take);
  build.stderr.setEncoding("utf8").on("data", take);
  try {
    const [code] = await once(build, "close");
    if (code === 0) return tell("Done");
  } finally {
    clearInterval(heartbeat);
  }
  writeFileSync(logFile, output);
  throw new StartError(`the console could not be built: ${errorIn(output)} (all of it in ${logFile})`);
}

/** The steps that `next build` names, without its marks. */
function stepIn(line: string): string | undefined {
  return /^\W*((?:Creating|Compiled|Running|Finished|Collecting|Generating|Finalizing)\b.*?)(?:\s*\.\.\.)?\s*$/.exec(
    line,
  )?.[1];
}

function errorIn(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.find((line) => /error|failed/i.test(line)) ?? lines.findLast((line) => line !== "") ?? "it said nothing";
}
