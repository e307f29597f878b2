import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type BrowserContext, chromium } from "@playwright/test";
import { machinesChromium } from "#test/chromium.ts";
import { startHato } from "#test/hato.ts";
import { describeMachine, loadAverage, slugOf } from "../machine.ts";
import type { ConsoleBench, ConsoleScenario, Figure } from "./scenario.ts";
import { flood1000, flood5000 } from "./scenarios/flood.ts";
import { topics } from "./scenarios/topics.ts";

/**
 * `npm run bench:console`: what the console's live pages do in a real browser while a real Hato is under load, all on
 * this machine. The first run builds the console. docs/benchmarks.md tells how to read what it prints.
 *
 *   npm run bench:console -- --minutes 2 --only flood-1000
 */

const SCENARIOS: readonly ConsoleScenario[] = [flood1000, flood5000, topics];
const OWNER = { email: "owner@example.test", password: "correct horse battery" };
const API_KEY = "hato_console-benchmark-only-key";
const TENANT = "bench";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, only: { type: "string", default: "" } },
});
const minutes = Number(values.minutes);
const wanted = values.only.split(",").filter(Boolean);

const started = new Date();
const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load ${loadAverage()}`);

const hato = await startHato({
  withConsole: true,
  env: {
    BOOTSTRAP_EMAIL: OWNER.email,
    BOOTSTRAP_PASSWORD: OWNER.password,
    BOOTSTRAP_TENANT: TENANT,
    BOOTSTRAP_API_KEY: API_KEY,
  },
});
const browser = await chromium.launch({
  executablePath: machinesChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
console.log(`Chromium ${browser.version()}, headless; ${minutes} minutes each\n`);
const results: Record<string, readonly Figure[]> = {};
try {
  for (const scenario of SCENARIOS) {
    if (wanted.length > 0 && !wanted.includes(scenario.name)) continue;
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1440, height: 900 } });
    try {
      console.log(scenario.title);
      const figures = await scenario.run(benchIn(context));
      results[scenario.name] = figures;
      for (const figure of figures) console.log(lineOf(figure));
      console.log("");
    } finally {
      await context.close();
    }
  }
} finally {
  await browser.close();
  await hato.stop();
}
if (wanted.length === 0) console.log(`kept in ${keep()}`);

function benchIn(context: BrowserContext): ConsoleBench {
  const url = `http://localhost:${hato.ready.console}`;
  return {
    ...{ hato, url, minutes, tenant: TENANT },
    async open(path) {
      const page = await context.newPage();
      const next = `/${TENANT}/${path}`;
      await page.goto(`${url}/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password").fill(OWNER.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(`**${next}`);
      return page;
    },
    async device() {
      const response = await fetch(`${url}/api/v1/devices`, {
        method: "POST",
        headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ name: `load-${Date.now()}`, roles: ["whole-tenant"] }),
      });
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      return ((await response.json()) as { credential: { username: string; password: string } }).credential;
    },
  };
}

function lineOf({ what, value, unit, atLeast, below }: Figure): string {
  const digits = Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0;
  const shown = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const target = atLeast !== undefined ? `≥ ${atLeast}` : below !== undefined ? `< ${below}` : "";
  const met = (atLeast === undefined || value >= atLeast) && (below === undefined || value < below);
  const verdict = target === "" ? "" : met ? "met" : "MISSED";
  return `  ${what.padEnd(40)}${shown.padStart(12)} ${unit.padEnd(4)}${target.padStart(8)}  ${verdict}`.trimEnd();
}

function keep(): string {
  const directory = new URL("../results/", import.meta.url);
  mkdirSync(directory, { recursive: true });
  const name = `${started.toISOString().slice(0, 10)}-${slugOf(machine)}-console.json`;
  const content = { startedAt: started.toISOString(), machine, chromium: browser.version(), minutes, results };
  writeFileSync(new URL(name, directory), `${JSON.stringify(content, rounded, 2)}\n`);
  return `bench/results/${name}`;
}

/** Four digits say all that such a measurement knows. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
