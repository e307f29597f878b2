import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { followBroker } from "#app/_live/follow-broker.ts";
import { closeServices } from "#app/_services/database.ts";

/** The broker's side of an event stream, as far as this goes. */
const lines: { ofDevice: boolean; response: ServerResponse }[] = [];
const broker = createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(":\n\n");
  lines.push({ ofDevice: request.url?.includes("deviceId") === true, response });
});
await new Promise<void>((done) => broker.listen(0, "127.0.0.1", done));
Object.assign(process.env, {
  DATABASE_URL: "postgres://127.0.0.1:1/nowhere",
  AUTH_SECRET: "a secret of the tests, long enough",
  CONTROL_URL: `http://127.0.0.1:${(broker.address() as AddressInfo).port}`,
});
afterEach(() => {
  vi.useRealTimers();
  for (const { response } of lines.splice(0)) response.destroy();
});
afterAll(async () => {
  broker.close();
  await closeServices();
});

function follow(options: Partial<Parameters<typeof followBroker>[0]> = {}) {
  const signal = new AbortController().signal;
  const mayFollow = async () => true;
  return followBroker({ tenantId: "t", deviceId: undefined, after: undefined, signal, mayFollow, ...options });
}

it("a page that reads slowly gets all of both lines, however long they waited for each other", async () => {
  const EVENTS = 1_000;
  const padding = "x".repeat(500);
  const stream = follow({ deviceId: "d" });
  await expect.poll(() => lines.length).toBe(2);
  for (const { ofDevice, response } of lines) {
    for (let i = 0; i < EVENTS; i++) {
      const event = { seq: i, deviceId: ofDevice ? "d" : "other", type: "connected", padding };
      response.write(`id: ${i}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }
  const told = { d: 0, other: 0 };
  const reader = stream.getReader();
  while (told.d < EVENTS || told.other < EVENTS) {
    await new Promise(setImmediate);
    const value = Buffer.from((await reader.read()).value ?? []).toString();
    if (value.includes('"deviceId":"d"')) told.d++;
    if (value.includes('"deviceId":"other"')) told.other++;
  }
  await reader.cancel();
});

it("passes on how the database fares, once, though it has two lines to hear it by", async () => {
  const reader = follow({ deviceId: "d" }).getReader();
  await expect.poll(() => lines.length).toBe(2);
  for (const { response } of lines) response.write('event: store\ndata: {"store":"waits"}\n\n');
  for (const { response } of lines) response.write(`id: 1\ndata: ${JSON.stringify({ seq: 1, deviceId: "d" })}\n\n`);
  let text = "";
  while (!text.includes('"seq":1')) text += Buffer.from((await reader.read()).value ?? []).toString();
  while (!text.includes("event: store")) text += Buffer.from((await reader.read()).value ?? []).toString();
  expect(text.match(/event: store\ndata: \{"store":"waits"\}\n\n/g)).toHaveLength(1);
  await reader.cancel();
});

it("ends when the person may not follow any longer", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let member = true;
  const reader = follow({ mayFollow: async () => member }).getReader();
  await expect.poll(() => lines.length).toBe(1);
  vi.advanceTimersByTime(60_000);
  member = false;
  vi.advanceTimersByTime(60_000);
  while (!(await reader.read()).done);
  expect(vi.getTimerCount()).toBe(0);
});

it("leaves no timer behind for a page that was gone before it began", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const reader = follow({ signal: AbortSignal.abort() }).getReader();
  while (!(await reader.read()).done);
  expect(vi.getTimerCount()).toBe(0);
});

it("tells of a thousand changes at once as of one, and listens no longer than the page stays", async () => {
  let ended = false;
  let over = false;
  const reader = follow({
    onChange: (told) => {
      for (let i = 0; i < 1_000; i++) told();
      return () => {
        ended = true;
      };
    },
    onEnd: () => {
      over = true;
    },
  }).getReader();
  await expect.poll(() => lines.length).toBe(1);
  let text = "";
  while (!text.includes("event: change")) text += Buffer.from((await reader.read()).value ?? []).toString();
  lines[0]?.response.write(`id: 1\ndata: ${JSON.stringify({ seq: 1 })}\n\n`);
  while (!text.includes('"seq":1')) text += Buffer.from((await reader.read()).value ?? []).toString();
  expect(text.match(/event: change/g)).toHaveLength(1);
  await reader.cancel();
  expect([ended, over]).toEqual([true, true]);
});
