import type { Page } from "@playwright/test";
import { connectAsync } from "mqtt";
import type { ConsoleBench, ConsoleScenario, Figure } from "../scenario.ts";

/**
 * Live topics over a hundred thousand topics: how long from the key that opens a branch to its rows being drawn, and to
 * their names, which the broker is asked for; and how it scrolls.
 */

const TOPICS = 100_000;
/** Handed to the socket between two acknowledgements, so that neither end's queue grows without bound. */
const BATCH = 2_000;
const ROUNDS = 20;
/** Between two openings: the page and the broker are quiet again. */
const PAUSE_MS = 600;
const SCROLL_MS = 4_000;
const SCROLL_STEP_PX = 900;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A branch and how its first child is called. */
const BRANCHES = [
  { branch: "flat", child: "t0", says: "50,000 children" },
  { branch: "deep", child: "b0", says: "50 branches" },
] as const;

export const topics: ConsoleScenario = {
  name: "topics",
  title: `live topics, ${TOPICS.toLocaleString("en")} topics in the tree`,
  run: measure,
};

async function measure(bench: ConsoleBench): Promise<readonly Figure[]> {
  const page = await bench.open("topics");
  await page.getByTestId("topics-freshness").getByText("Live").waitFor();
  await publishTopics(bench);
  await page.getByTestId("topics-total").getByText("100,001 topics").waitFor({ timeout: 120_000 });
  const figures: Figure[] = [];
  for (const { branch, child, says } of BRANCHES) {
    const drawn: number[] = [];
    const named: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await rowOf(page, branch).focus();
      await sleep(PAUSE_MS);
      const opened = await openBranch(page, child);
      drawn.push(opened.drawnMs);
      named.push(opened.namedMs);
      await page.keyboard.press("ArrowLeft");
    }
    figures.push(
      { what: `expand ${says}: rows drawn, median`, value: median(drawn), unit: "ms", below: 50 },
      { what: `expand ${says}: rows drawn, longest`, value: Math.max(...drawn), unit: "ms" },
      { what: `expand ${says}: names there, median`, value: median(named), unit: "ms" },
    );
  }
  await rowOf(page, "flat").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByText("t0", { exact: true }).waitFor();
  const scrolled = await scroll(page);
  return [
    ...figures,
    { what: "scrolling through 50,000 rows", value: scrolled.framesPerSecond, unit: "fps", atLeast: 30 },
    { what: "longest gap between frames meanwhile", value: scrolled.longestGapMs, unit: "ms" },
  ];
}

function rowOf(page: Page, level: string) {
  return page.getByRole("row").filter({ has: page.getByText(level, { exact: true }) });
}

async function publishTopics(bench: ConsoleBench): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${bench.hato.ready.mqtt}`, {
    ...(await bench.device()),
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  for (let n = 0; n < TOPICS; n++) {
    client.publish(n < TOPICS / 2 ? `flat/t${n}` : `deep/b${n % 50}/t${n}`, `${n}`);
    if (n % BATCH === BATCH - 1) await client.publishAsync("marker", `${n}`, { qos: 1 });
  }
  await client.endAsync();
}

/** Opens the focused branch by its key; in milliseconds until the frame after its rows are there, and after their names. */
function openBranch(page: Page, child: string): Promise<{ readonly drawnMs: number; readonly namedMs: number }> {
  return page.evaluate(async (name) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const children = () => [...document.querySelectorAll("[role=row][aria-level='2']")];
    const start = performance.now();
    const until = async (test: () => boolean) => {
      while (!test()) await frame();
      await frame();
      return performance.now() - start;
    };
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const drawnMs = await until(() => children().length > 0);
    const namedMs = await until(() => children().some((row) => row.textContent?.includes(name)));
    return { drawnMs, namedMs };
  }, child);
}

function scroll(page: Page): Promise<{ readonly framesPerSecond: number; readonly longestGapMs: number }> {
  return page.evaluate(
    async ({ forMs, stepPx }) => {
      const grid = document.querySelector("[role=treegrid]");
      const start = performance.now();
      let last = start;
      let longestGapMs = 0;
      let frames = 0;
      while (last - start < forMs) {
        grid?.scrollBy(0, stepPx);
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        longestGapMs = Math.max(longestGapMs, now - last);
        last = now;
        frames++;
      }
      return { framesPerSecond: (1_000 * frames) / (last - start), longestGapMs };
    },
    { forMs: SCROLL_MS, stepPx: SCROLL_STEP_PX },
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
