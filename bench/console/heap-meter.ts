import type { CDPSession, Page } from "@playwright/test";

/** JavaScript's own heap, and what it keeps outside of it: the bytes of array buffers. */
interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

const MEBIBYTE = 1024 * 1024;

/** Reads the heaps of a page and of all its workers over the browser's own protocol. */
export class HeapMeter {
  readonly #session: CDPSession;
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<number, (result: HeapUsage) => void>();
  #nextId = 1;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.type === "worker") this.#workers.add(sessionId);
    });
    session.on("Target.detachedFromTarget", ({ sessionId }) => this.#workers.delete(sessionId));
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message) as { id: number; result: HeapUsage };
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  static async on(page: Page): Promise<HeapMeter> {
    const meter = new HeapMeter(await page.context().newCDPSession(page));
    await meter.#session.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return meter;
  }

  get workers(): number {
    return this.#workers.size;
  }

  /** @param collected garbage is collected first, which holds the page up: not while frames are counted */
  async read(collected: boolean): Promise<{ readonly pageMebibytes: number; readonly workerMebibytes: number }> {
    if (collected) {
      await this.#session.send("HeapProfiler.collectGarbage");
      for (const worker of this.#workers) await this.#ask(worker, "HeapProfiler.collectGarbage");
    }
    const page = (await this.#session.send("Runtime.getHeapUsage")) as HeapUsage;
    let workers = 0;
    for (const worker of this.#workers) workers += mebibytesOf(await this.#ask(worker, "Runtime.getHeapUsage"));
    return { pageMebibytes: mebibytesOf(page), workerMebibytes: workers };
  }

  #ask(sessionId: string, method: string): Promise<HeapUsage> {
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<HeapUsage>();
    this.#waiting.set(id, resolve);
    return this.#session
      .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
      .then(() => promise);
  }
}

function mebibytesOf({ usedSize, backingStorageSize = 0 }: HeapUsage): number {
  return (usedSize + backingStorageSize) / MEBIBYTE;
}
