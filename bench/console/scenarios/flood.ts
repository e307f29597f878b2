import type { Page } from "@playwright/test";
import { HeapMeter } from "../heap-meter.ts";
import { publishPaced } from "../paced-publisher.ts";
import { PageMeter, type PageReading } from "../page-meter.ts";
import type { ConsoleBench, ConsoleScenario, Figure } from "../scenario.ts";

/**
 * The online client under a flood, in the state that costs most: following the newest message, a person typing into
 * the search and opening messages all the while.
 */

const PAYLOAD_BYTES = 250;
const TOPICS = 2_000;
/** Between two inputs of the person. */
const INPUT_EVERY_MS = 500;
/** Before the clock: code is loaded and compiled by then. */
const WARM_UP_MS = 5_000;
/** The last seconds, in which nothing is published and what is under way arrives. */
const DRAIN_MS = 2_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function flood(name: string, perSecond: number, figuresOf: (outcome: Outcome) => readonly Figure[]): ConsoleScenario {
  return {
    name,
    title: `online client, ${perSecond.toLocaleString("en")} messages a second of ${PAYLOAD_BYTES} bytes`,
    run: async (bench) => figuresOf(await measure(bench, perSecond)),
  };
}

interface Outcome {
  /** Of each half of the time; between them the heap is read. */
  readonly halves: readonly [PageReading, PageReading];
  readonly heapStart: number;
  readonly heapMiddle: number;
  readonly heapEnd: number;
  readonly heapPeak: number;
  readonly published: number;
  readonly publishedPerSecond: number;
  readonly received: number;
  readonly kept: number;
  readonly pushedOut: number;
  readonly leftOut: number;
  /** Whether the page said that it samples, at any time. */
  readonly saidSo: boolean;
}

async function measure(bench: ConsoleBench, perSecond: number): Promise<Outcome> {
  const page = await bench.open("client");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("region", { name: "Subscriptions" }).getByText("Granted").first().waitFor({ state: "attached" });
  const meter = new PageMeter(page);
  const heap = await HeapMeter.on(page);
  const total = async (collected: boolean): Promise<number> => {
    const { pageMebibytes, workerMebibytes } = await heap.read(collected);
    return pageMebibytes + workerMebibytes;
  };
  const person = new Person(page);
  const heapStart = await total(true);
  const started = performance.now();
  const publisher = await publishPaced({
    port: bench.hato.ready.mqtt,
    ...(await bench.device()),
    perSecond,
    payloadBytes: PAYLOAD_BYTES,
    topics: TOPICS,
  });
  await sleep(WARM_UP_MS);
  let heapPeak = 0;
  let saidSo = false;
  const half = async (): Promise<PageReading> => {
    await meter.start();
    const end = performance.now() + (bench.minutes * 60_000) / 2;
    while (performance.now() < end) {
      await person.act();
      heapPeak = Math.max(heapPeak, await total(false));
      saidSo ||= (await page.getByText(/^Flood: keeping 1 in/).count()) > 0;
      await sleep(INPUT_EVERY_MS);
    }
    return meter.stop();
  };
  const first = await half();
  const heapMiddle = await total(true);
  const second = await half();
  await publisher.stop();
  const seconds = (performance.now() - started) / 1_000;
  await person.rest();
  await sleep(DRAIN_MS);
  const heapEnd = await total(true);
  const text = (await page.getByRole("region", { name: "Messages" }).textContent()) ?? "";
  const told = (pattern: RegExp) => Number((pattern.exec(text)?.[1] ?? "0").replaceAll(",", ""));
  const kept = told(/([\d,]+) messages/);
  const pushedOut = told(/([\d,]+) oldest dropped/);
  const leftOut = told(/([\d,]+) left out(?! before)/);
  return {
    halves: [first, second],
    ...{ heapStart, heapMiddle, heapEnd, heapPeak },
    published: publisher.sent,
    publishedPerSecond: publisher.sent / seconds,
    received: kept + pushedOut + leftOut,
    ...{ kept, pushedOut, leftOut, saidSo },
  };
}

/** Types into the search, takes it back, opens a message, closes it; by real events of keyboard and mouse. */
class Person {
  readonly #page: Page;
  #step = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async act(): Promise<void> {
    const search = this.#page.getByLabel("Search in topics and payloads");
    switch (this.#step++ % 4) {
      case 0:
        await search.focus();
        await this.#page.keyboard.press("7");
        break;
      case 1:
        await search.focus();
        await this.#page.keyboard.press("Backspace");
        break;
      case 2: {
        // A place and not a row: in this flood a row is gone before a mouse has reached it.
        const box = await this.#page.getByRole("log", { name: "Messages" }).boundingBox();
        if (box !== null) await this.#page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        break;
      }
      case 3:
        await this.#page.keyboard.press("Escape");
    }
  }

  /** Leaves nothing searched for. */
  async rest(): Promise<void> {
    await this.#page.getByLabel("Search in topics and payloads").fill("");
  }
}

function framesAndInputs({ halves }: Outcome): { fps: number; gap: number; p50: number; max: number; timing: number } {
  return {
    fps: Math.min(...halves.map(({ framesPerSecond }) => framesPerSecond)),
    gap: Math.max(...halves.map(({ longestFrameGapMs }) => longestFrameGapMs)),
    p50: Math.max(...halves.map(({ inputP50Ms }) => inputP50Ms)),
    max: Math.max(...halves.map(({ inputMaxMs }) => inputMaxMs)),
    timing: Math.max(...halves.map(({ eventTimingMaxMs }) => eventTimingMaxMs)),
  };
}

function common(outcome: Outcome): readonly Figure[] {
  return [
    { what: "published", value: outcome.publishedPerSecond, unit: "/s" },
    { what: "published in all", value: outcome.published, unit: "" },
    { what: "received", value: outcome.received, unit: "" },
    { what: "kept at the end", value: outcome.kept, unit: "" },
    { what: "pushed out as the oldest", value: outcome.pushedOut, unit: "" },
    { what: "left out by sampling", value: outcome.leftOut, unit: "" },
    { what: "heap before, page and worker", value: outcome.heapStart, unit: "MiB" },
    { what: "heap half-way", value: outcome.heapMiddle, unit: "MiB" },
  ];
}

export const flood1000 = flood("flood-1000", 1_000, (outcome) => {
  const { fps, gap, p50, max, timing } = framesAndInputs(outcome);
  return [
    { what: "frames a second, the worse half", value: fps, unit: "", atLeast: 55 },
    { what: "longest time between two frames", value: gap, unit: "ms" },
    { what: "input to its frame, median", value: p50, unit: "ms" },
    { what: "input to its frame, longest", value: max, unit: "ms", below: 100 },
    { what: "longest by Event Timing", value: timing, unit: "ms" },
    ...common(outcome),
    { what: "heap at the end", value: outcome.heapEnd, unit: "MiB", below: 150 },
    { what: "heap at its highest, garbage included", value: outcome.heapPeak, unit: "MiB" },
  ];
});

export const flood5000 = flood("flood-5000", 5_000, (outcome) => {
  const { fps, gap, p50, max, timing } = framesAndInputs(outcome);
  return [
    { what: "frames a second, the worse half", value: fps, unit: "", atLeast: 30 },
    { what: "longest time between two frames", value: gap, unit: "ms" },
    { what: "input to its frame, median", value: p50, unit: "ms", below: 100 },
    { what: "input to its frame, longest", value: max, unit: "ms" },
    { what: "longest by Event Timing", value: timing, unit: "ms" },
    ...common(outcome),
    {
      what: "sampled, and said so (1: yes)",
      value: outcome.saidSo && outcome.leftOut > 0 ? 1 : 0,
      unit: "",
      atLeast: 1,
    },
    { what: "heap at the end", value: outcome.heapEnd, unit: "MiB", below: 150 },
    { what: "heap at its highest, garbage included", value: outcome.heapPeak, unit: "MiB" },
  ];
});
