import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machinesChromium } from "./chromium.ts";
import { ROOT } from "./hato.ts";

/**
 * `npm test`: vitest (units, broker, API, interop) and then Playwright (the console in a real Chromium). The last line
 * is the sum, `N passed, N failed`, and the exit code is 1 unless tests ran and all of them passed.
 */

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const BIN = join(ROOT, "node_modules", ".bin");
const reports = mkdtempSync(join(tmpdir(), "hato-reports-"));

try {
  const tallies = [await runVitest(), await runPlaywright()];
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
  }
  const skipped = sum.skipped === 0 ? "" : `, ${sum.skipped} skipped`;
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
  process.exitCode = sum.failed === 0 && tallies.every((tally) => tally.passed > 0) ? 0 : 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

async function runVitest(): Promise<Tally> {
  const report = join(reports, "vitest.json");
  const code = await run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = readReport(report, {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  });
  return honest(code, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests });
}

async function runPlaywright(): Promise<Tally> {
  const report = join(reports, "playwright.json");
  const code = await run("playwright", ["test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    CHROMIUM_PATH: findChromium(),
  });
  const { stats } = readReport(report, { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } });
  // A test that passes only the second time is not one that passes.
  return honest(code, { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped });
}

/** A runner that fails without a failed test (a crash, an unhandled error, no test found) has failed once. */
function honest(code: number | null, tally: Tally): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function readReport<T>(file: string, none: T): T {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : none;
}

async function run(program: string, args: readonly string[], env: Record<string, string | undefined> = {}) {
  const child = spawn(join(BIN, program), args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}

/**
 * The machine's Chromium, or undefined for the one that Playwright itself installs; installed if there is neither and
 * we may.
 */
function findChromium(): string | undefined {
  const installed = machinesChromium();
  if (installed !== undefined) return installed;
  if (spawnSync(join(BIN, "playwright"), ["install", "chromium"], { cwd: ROOT, stdio: "inherit" }).status === 0) {
    return undefined;
  }
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0) {
    spawnSync("apt-get", ["update", "-q"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-qy", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  }
  return machinesChromium();
}
