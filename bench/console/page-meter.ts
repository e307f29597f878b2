import type { Page } from "@playwright/test";

/** What a page's frames and inputs were while the meter ran. */
export interface PageReading {
  readonly framesPerSecond: number;
  readonly longestFrameGapMs: number;
  /** From the event's own time stamp to the frame after its handlers ran. */
  readonly inputs: number;
  readonly inputP50Ms: number;
  readonly inputMaxMs: number;
  /** The longest that the browser's own Event Timing tells of; it tells only of those of 16 ms and more. */
  readonly eventTimingMaxMs: number;
}

interface Meter {
  stop(): PageReading;
}

/** Measures within the page itself: frames by requestAnimationFrame, inputs by listeners before anybody else's. */
export class PageMeter {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async start(): Promise<void> {
    await this.#page.evaluate(() => {
      let running = true;
      let frames = 0;
      let longest = 0;
      let last: number | undefined;
      let first: number | undefined;
      let eventTimingMax = 0;
      const inputs: number[] = [];
      const frame = (now: number): void => {
        if (!running) return;
        if (last !== undefined) {
          frames++;
          longest = Math.max(longest, now - last);
        }
        first ??= now;
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      const input = (event: Event): void => {
        const at = event.timeStamp;
        // The task after the frame: handlers, React, layout and paint are done.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => inputs.push(performance.now() - at);
          port2.postMessage(0);
        });
      };
      for (const type of ["keydown", "pointerdown"]) addEventListener(type, input, { capture: true });
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) eventTimingMax = Math.max(eventTimingMax, duration);
      });
      observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
      const stop = (): PageReading => {
        running = false;
        observer.disconnect();
        for (const type of ["keydown", "pointerdown"]) removeEventListener(type, input, { capture: true });
        const sorted = inputs.toSorted((a, b) => a - b);
        return {
          framesPerSecond: (1_000 * frames) / ((last ?? 0) - (first ?? 0)),
          longestFrameGapMs: longest,
          inputs: inputs.length,
          inputP50Ms: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
          inputMaxMs: sorted.at(-1) ?? Number.NaN,
          eventTimingMaxMs: eventTimingMax,
        };
      };
      Object.assign(globalThis, { hatoMeter: { stop } satisfies Meter });
    });
  }

  stop(): Promise<PageReading> {
    return this.#page.evaluate(() => (globalThis as unknown as { hatoMeter: Meter }).hatoMeter.stop());
  }
}
