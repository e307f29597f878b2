import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "#core/config.ts";
import type { BrokerEvent } from "#core/control.ts";
import { DISCONNECT } from "#core/mqtt/packets.ts";
import { startControl } from "#server/control/start.ts";
import { silentLog } from "#server/log.ts";
import { testDatabase } from "#test/database.ts";
import { keys, type LiveBroker, startLiveBroker, type TestDevice } from "./live-broker.ts";

const db = await testDatabase();
let live: LiveBroker;
let control: Awaited<ReturnType<typeof startControl>>;
let device: TestDevice;
let tenantId = "";
const authorization = `Bearer ${keys.controlToken}`;

beforeAll(async () => {
  live = await startLiveBroker(db);
  tenantId = live.tenant.id;
  device = await live.addDevice("sensor-1", "own-subtree");
  const config = parseConfig({ CONTROL_PORT: "0", CONTROL_URL: "http://hato.internal.example:18084" });
  control = await startControl({
    config,
    keys,
    broker: live.broker,
    database: db,
    log: silentLog,
    tokenKeys: live.tokenKeys,
  });
});
afterAll(async () => {
  await live.close();
  await control.close();
});

const url = (path: string) => `http://127.0.0.1:${control.port}${path}`;

function post(path: string, body: unknown, headers: Record<string, string> = { authorization }): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(url(path), { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text });
}

/** Reads events as a listener does, from the first byte on. */
async function listen(query: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await fetch(url(`/v1/events?${query}`), {
    headers: { authorization, ...headers },
    signal: abort.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    response,
    async next(): Promise<BrokerEvent & { frameId: number }> {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const match = /^id: (\d+)\ndata: (.*)$/.exec(block);
          if (match !== null) return { ...(JSON.parse(match[2] ?? "") as BrokerEvent), frameId: Number(match[1]) };
          continue;
        }
        const chunk = await reader?.read();
        if (chunk?.value === undefined) throw new Error("the stream ended");
        text += chunk.value;
      }
    },
    close: () => abort.abort(),
  };
}

describe("whoever reaches the control port", () => {
  it("may ask for health and readiness", async () => {
    expect(await (await fetch(url("/healthz"))).json()).toEqual({ status: "ok" });
    expect(await (await fetch(url("/readyz"))).json()).toEqual({ ready: true, notReady: [] });
  });

  it("may read metrics as Prometheus does", async () => {
    const client = await live.connect(device);
    client.publish("sensor-1/a", "x", { qos: 1 });
    await client.settled();
    const text = await (await fetch(url("/metrics"))).text();
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+="\w+"\})? \d[\d.e+-]*)$/);
    }
    expect(text).toMatch(/^hato_clients_online 1$/m);
    expect(text).toMatch(/^hato_messages_received_total 1$/m);
    await client.disconnect();
  });

  it.each([
    ["POST", "/v1/presence"],
    ["POST", "/v1/disconnect"],
    ["GET", "/v1/events?tenantId=x"],
    ["GET", "/v1/nothing"],
  ])("may not %s %s without the token, nor with a wrong one", async (method, path) => {
    const attempts: Record<string, string>[] = [
      {},
      { authorization: "Bearer wrong" },
      { authorization: keys.controlToken },
    ];
    for (const headers of attempts) {
      const response = await fetch(url(path), { method, headers });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(keys.controlToken);
    }
  });

  it.each([
    ["attacker.example", 421],
    ["127.0.0.1.attacker.example", 421],
    ["localhost", 200],
    ["[::1]:18084", 200],
    ["broker:18084", 200],
    ["hato.internal.example:18084", 200],
  ])("asked under the name %s gets %i: a web page cannot come by a name of its own", async (host, status) => {
    const got = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(url("/healthz"), { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on("error", reject).end();
    });
    expect(got).toBe(status);
  });
});

describe("the console", () => {
  it("asks who is connected", async () => {
    const ask = async (body: unknown) => (await post("/v1/presence", body)).json();
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await ask({ tenantId })).toEqual({ at, online: [] });
    const client = await live.connect(device, { clientId: "c-1" });
    const presence = {
      deviceId: device.id,
      connections: 1,
      clientId: "c-1",
      connectedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      address: "127.0.0.1",
      transport: "tcp",
      protocolVersion: 5,
    };
    expect(await ask({ tenantId })).toEqual({ at, online: [presence] });
    expect(await ask({ tenantId, deviceIds: [device.id, "dev_unknown"] })).toEqual({ at, online: [presence] });
    expect(await ask({ tenantId: "ten_other", deviceIds: [device.id] })).toEqual({ at, online: [] });
    await client.disconnect();
  });

  it("disconnects a device", async () => {
    const client = await live.connect(device);
    const answer = await post("/v1/disconnect", { tenantId, deviceId: device.id });
    expect(await answer.json()).toEqual({ disconnected: 1 });
    expect(await client.next(DISCONNECT)).toMatchObject({ reasonCode: 0x98 });
    const other = await post("/v1/disconnect", { tenantId: "ten_other", deviceId: device.id });
    expect(await other.json()).toEqual({ disconnected: 0 });
  });

  it.each([
    ["{", 400],
    [{}, 400],
    [{ tenantId: 1 }, 400],
    [{ tenantId: "t", deviceIds: Array.from({ length: 1001 }, () => "d") }, 400],
    ["x".repeat(70_000), 413],
  ])("is told what is wrong with a body (%#)", async (body, status) => {
    expect((await post("/v1/presence", body)).status).toBe(status);
  });

  it("hears of a tenant from before its first device came, and only of that tenant", async () => {
    const [row] = await db.sql<{ id: string }[]>`
      insert into tenants (id, slug, name) values ('ten_quiet', 'quiet', 'Quiet') returning id`;
    const quiet = await listen(`tenantId=${row?.id}`);
    expect(quiet.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const stream = await listen(`tenantId=${tenantId}`);
    const client = await live.connect({ ...device, secret: "wrong" });
    expect(client.connack.type).toBe(2);
    for (;;) {
      const event = await stream.next();
      expect(event).toMatchObject({ tenantId, frameId: event.seq });
      if (event.type !== "connectRefused") continue;
      expect(event).toMatchObject({ refusal: "wrongPassword", reasonCode: 0x86, deviceId: device.id });
      break;
    }
    stream.close();
    quiet.close();
    expect((await fetch(url("/v1/events?tenantId=ten_none"), { headers: { authorization } })).status).toBe(404);
  });

  it("hears of a device's PUBLISHes while it listens for that device, and goes on where it left off", async () => {
    const stream = await listen(`tenantId=${tenantId}&deviceId=${device.id}`);
    const client = await live.connect(device);
    client.publish("sensor-1/temperature", '{"celsius":21}', { qos: 1 });
    let last = 0;
    for (;;) {
      const event = await stream.next();
      last = event.seq;
      if (event.type !== "published") continue;
      expect(event).toMatchObject({ topic: "sensor-1/temperature", qos: 1, payloadBytes: 14 });
      expect(Buffer.from(event.payloadBase64, "base64").toString()).toBe('{"celsius":21}');
      break;
    }
    stream.close();
    client.publish("elsewhere", "denied", { qos: 1 });
    await client.settled();
    const resumed = await listen(`tenantId=${tenantId}`, { "last-event-id": String(last) });
    expect(await resumed.next()).toMatchObject({ type: "publishDenied", topic: "elsewhere" });
    resumed.close();
    await client.disconnect();
  });

  it("may not open so many streams for one tenant that none are left for the others", async () => {
    const streams = await Promise.all(Array.from({ length: 101 }, () => listen(`tenantId=${tenantId}`)));
    const statuses = streams.map(({ response }) => response.status);
    expect(statuses.filter((status) => status === 200).length).toBe(100);
    expect(statuses.filter((status) => status === 503).length).toBe(1);
    const other = await listen("tenantId=ten_quiet");
    expect(other.response.status).toBe(200);
    for (const stream of [...streams, other]) stream.close();
    // What was closed makes room.
    await expect.poll(async () => (await listen(`tenantId=${tenantId}`)).response.status).toBe(200);
  });

  it("is cut off when it does not read, and the broker goes on", async () => {
    const { port } = control;
    const socket = connect(port, "127.0.0.1").pause();
    const query = `tenantId=${tenantId}&deviceId=${device.id}`;
    socket.write(`GET /v1/events?${query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`);
    const cut = new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => {}));
    const client = await live.connect(device);
    const payload = Buffer.alloc(4096, "x");
    const events = live.broker.tenant(tenantId)?.events;
    while (events?.watches(device.id) !== true) await client.settled();
    while (events.watches(device.id)) {
      for (let i = 0; i < 100; i++) client.publish("sensor-1/flood", payload);
      await client.settled();
    }
    socket.resume();
    await cut;
    expect(await client.settled()).toEqual([]);
    await client.disconnect();
  });
});
