import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { afterEvent, type DeviceStatus } from "#app/_live/device-status-state.ts";
import { dataOf, EventFrames } from "#app/_live/event-frames.ts";
import { followBroker } from "#app/_live/follow-broker.ts";
import { closeServices } from "#app/_services/database.ts";
import { anEvent } from "./an-event.ts";

const connected = (second: number) => anEvent({ type: "connected", protocolVersion: 5, sessionPresent: false }, second);
const disconnected = (second: number) => anEvent({ type: "disconnected", reasonCode: 0 }, second);

describe("frames of an event stream", () => {
  it("are the same wherever the chunks end, even inside a letter", () => {
    const bytes = new TextEncoder().encode('id: 1\ndata: {"name":"鳩"}\n\n: heartbeat\n\ndata: a\ndata: b\n\nda');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const frames = new EventFrames();
      const found = [...frames.push(bytes.subarray(0, cut)), ...frames.push(bytes.subarray(cut))];
      expect(found.map(dataOf)).toEqual(['{"name":"鳩"}', undefined, "a\nb"]);
    }
  });

  it("that never end are not kept for ever", () => {
    const frames = new EventFrames();
    const chunk = new TextEncoder().encode("x".repeat(600 * 1024));
    frames.push(chunk);
    expect(() => frames.push(chunk)).toThrow(RangeError);
  });
});

describe("a device's status", () => {
  const known = new Date(Date.UTC(2026, 0, 1)).toISOString();
  const offline: DeviceStatus = {
    asOf: known,
    online: false,
    connections: 0,
    since: undefined,
    clientId: undefined,
    address: undefined,
    transport: undefined,
    protocolVersion: undefined,
  };

  it("counts connections, and is offline with the last", () => {
    const one = afterEvent(offline, connected(1));
    const two = afterEvent(one, connected(2));
    expect(two).toMatchObject({ online: true, connections: 2, address: "127.0.0.1" });
    const left = afterEvent(two, disconnected(3));
    expect(left).toMatchObject({ online: true, connections: 1 });
    expect(afterEvent(left, disconnected(4))).toMatchObject({ online: false, since: disconnected(4).at });
  });

  it("does not count again what the server knew when the page was made", () => {
    const online = { ...offline, asOf: connected(1).at, online: true, connections: 1 };
    expect(afterEvent(online, connected(1))).toBe(online);
  });
});

describe("following the broker", () => {
  const lines: ServerResponse[] = [];
  const asked: string[] = [];
  let answers = true;
  const broker = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (!answers) return void response.writeHead(503).end();
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    lines.push(response);
    opened();
  });
  let opened = () => {};
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    await once(broker.listen(0, "127.0.0.1"), "listening");
    environment = { ...process.env };
    process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
    process.env.AUTH_SECRET = "a secret of at least 32 characters";
    process.env.CONTROL_URL = `http://127.0.0.1:${(broker.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    for (const line of lines.splice(0)) line.destroy();
    asked.splice(0);
    answers = true;
  });

  afterAll(async () => {
    process.env = environment;
    await closeServices();
    broker.close();
  });

  async function lineOpened(count: number): Promise<void> {
    while (lines.length < count) {
      await new Promise<void>((resolve) => {
        opened = resolve;
      });
    }
  }

  function follow(options: { deviceId?: string; after?: number } = {}) {
    const page = new AbortController();
    const stream = followBroker({
      tenantId: "ten_1",
      deviceId: options.deviceId,
      after: options.after,
      signal: page.signal,
      mayFollow: async () => true,
    });
    const reader = stream.getReader();
    const frames = new EventFrames();
    const waiting: string[] = [];
    return {
      page,
      reader,
      /** The next frame that is neither a heartbeat nor the reconnection time. */
      async next(): Promise<string> {
        for (;;) {
          const frame = waiting.shift();
          if (frame !== undefined && dataOf(frame) !== undefined && !frame.startsWith("event: heartbeat")) return frame;
          if (frame !== undefined) continue;
          const { value, done } = await reader.read();
          if (done) throw new Error("the stream ended");
          waiting.push(...frames.push(value));
        }
      },
    };
  }

  const tell = (line: ServerResponse | undefined, event: { seq: number }) =>
    line?.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);

  it("passes events on with their numbers, and goes away with the page", async () => {
    const page = follow({ after: 7 });
    expect(await page.next()).toBe('event: broker\ndata: {"away":false,"gap":false}');
    expect(asked).toEqual(["/v1/events?tenantId=ten_1&after=7"]);
    tell(lines[0], connected(8));
    expect(await page.next()).toBe(`id: 8\ndata: ${JSON.stringify(connected(8))}`);
    const gone = once(lines[0] as ServerResponse, "close");
    page.page.abort();
    await gone;
    expect((await page.reader.read()).done).toBe(true);
  });

  it("takes what concerns the watched device from its own line only", async () => {
    const page = follow({ deviceId: "dev_1" });
    await page.next();
    await lineOpened(2);
    const deviceLine = lines[asked.findIndex((url) => url.includes("deviceId=dev_1"))];
    const tenantLine = lines.find((line) => line !== deviceLine);
    tell(tenantLine, connected(1));
    tell(tenantLine, { ...connected(2), deviceId: "dev_2" } as never);
    expect(await page.next()).toContain('"deviceId":"dev_2"');
    tell(deviceLine, connected(3));
    expect(await page.next()).toContain('"seq":3');
    await page.reader.cancel();
  });

  it("says that the broker is away, asks again, and says that something may be missing when it is back", async () => {
    const page = follow();
    await page.next();
    answers = false;
    lines[0]?.destroy();
    expect(await page.next()).toBe('event: broker\ndata: {"away":true,"gap":false}');
    answers = true;
    let frame = await page.next();
    while (frame.includes('"away":true')) frame = await page.next();
    expect(frame).toBe('event: broker\ndata: {"away":false,"gap":true}');
    expect(asked.at(-1)).toBe("/v1/events?tenantId=ten_1");
    await page.reader.cancel();
  });
});
