import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { workOnOneJob } from "#app/_services/jobs/runner.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";
import { ask, comparable } from "./client.ts";
import { AUTH_SECRET, newKey, newTenant, openHouse } from "./house.ts";

/** Sessions, retained messages and publishing by REST, beside a broker process that keeps them in Postgres. */

const database = await openHouse();
let hato: HatoProcess;
let key: string;
let devicesKey: string;
let strangersKey: string;
const clients: MqttClient[] = [];

beforeAll(async () => {
  hato = await startHato({ env: { DATABASE_URL: database.url, AUTH_SECRET } });
  process.env.CONTROL_URL = `http://127.0.0.1:${hato.ready.control}`;
  const { owner } = await newTenant("acme");
  const { owner: stranger } = await newTenant("globex");
  key = await newKey(owner, "admin");
  devicesKey = await newKey(owner, "devices");
  strangersKey = await newKey(stranger, "admin");
}, 120_000);
afterAll(() => hato.stop());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});

async function newDevice(name: string, withKey = key) {
  const { body } = await ask("POST", "/devices", { key: withKey, body: { name, roles: ["whole-tenant"] } });
  const { username, password } = body.credential as { username: string; password: string };
  return { id: body.device.id as string, username, password };
}

async function connect(
  { username, password }: { username: string; password: string },
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    username,
    password,
    clientId: "c1",
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 3_600 },
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  await connected(client);
  return client;
}

/** What the client tells next under this name. */
function told<T extends unknown[]>(client: MqttClient, event: "connect" | "close" | "message"): Promise<T> {
  return new Promise((resolve, reject) => {
    client.once(event, (...args: unknown[]) => resolve(args as T));
    client.once("error", reject);
  });
}
const connected = (client: MqttClient) => told<[{ sessionPresent: boolean }]>(client, "connect");

const publish = (body: object, withKey = key) => ask("POST", "/publish", { key: withKey, body });
const sessions = async (query: string) => (await ask("GET", `/sessions?${query}`, { key })).body.data;

describe("a session", () => {
  test("is listed online and off, with what waits for it, down to the bytes", async () => {
    const device = await newDevice("pump-1");
    const client = await connect(device);
    await client.subscribeAsync("pump-1/set", { qos: 1 });
    const [online] = await sessions(`deviceId=${device.id}`);
    expect(online).toMatchObject({
      clientId: "c1",
      deviceName: "pump-1",
      state: "online",
      persistent: true,
      sessionExpiryIntervalSeconds: 3_600,
      subscriptions: 1,
      queued: 0,
      expiresAt: null,
    });
    await client.endAsync();
    await expect.poll(async () => (await sessions(`deviceId=${device.id}`))[0].state).toBe("offline");

    const { status, body } = await publish({ topic: "pump-1/set", payload: '{"speed":3}', qos: 1 });
    expect([status, body]).toEqual([200, { receivers: 1 }]);
    // Acknowledged means on disk.
    const [row] = await database.sql`select count(*)::int as n from deliveries`;
    expect(row?.n).toBe(1);
    const [offline] = await sessions("state=offline&queuedMin=1&search=PUMP");
    expect(offline).toMatchObject({ id: online.id, queued: 1, expiresAt: expect.any(String) });

    const detail = await ask("GET", `/sessions/${online.id}`, { key });
    expect(detail.body.subscriptionList).toEqual([
      { filter: "pump-1/set", qos: 1, noLocal: false, retainAsPublished: false, subscriptionIdentifier: 0 },
    ]);
    expect(detail.body.queue).toEqual([
      {
        topic: "pump-1/set",
        qos: 1,
        retain: false,
        inflight: false,
        bytes: 21,
        expiresAt: null,
        payload: Buffer.from('{"speed":3}').toString("base64"),
      },
    ]);
    // Devices may be managed without sight of what they are sent.
    expect((await ask("GET", `/sessions/${online.id}`, { key: devicesKey })).status).toBe(403);
  });

  test("loses a subscription, and ends, on request; and both are written down", async () => {
    const device = await newDevice("pump-2");
    const client = await connect(device);
    await client.subscribeAsync(["a/#", "b/#"], { qos: 1 });
    const [{ id }] = await sessions(`deviceId=${device.id}`);
    const unsubscribe = (filter: string) => ask("POST", `/sessions/${id}/unsubscribe`, { key, body: { filter } });
    expect((await unsubscribe("a/#")).status).toBe(204);
    expect((await unsubscribe("a/#")).status).toBe(404);
    expect((await publish({ topic: "a/1", qos: 1 })).body).toEqual({ receivers: 0 });

    const closed = told(client, "close");
    expect((await ask("DELETE", `/sessions/${id}`, { key })).status).toBe(204);
    await closed;
    expect((await ask("GET", `/sessions/${id}`, { key })).status).toBe(404);
    const again = mqtt.connect(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
      username: device.username,
      password: device.password,
      clientId: "c1",
      protocolVersion: 5,
      clean: false,
      reconnectPeriod: 0,
    });
    clients.push(again);
    const [connack] = await connected(again);
    expect(connack.sessionPresent).toBe(false);
    const entries = await database.sql`select action from audit where target_kind = 'session' order by id`;
    expect(entries.map(({ action }) => action)).toEqual(["session.unsubscribe", "session.end"]);
  });

  test("of another tenant answers as a missing one, and stays", async () => {
    const device = await newDevice("theirs", strangersKey);
    await connect(device);
    const { body } = await ask("GET", "/sessions", { key: strangersKey });
    const theirs = body.data[0].id as string;
    const missing = Buffer.from("dev_06gzj0c3tt76acbkfsk4d3p644\0x").toString("base64url");
    for (const [method, tail, sent] of [
      ["GET", "", undefined],
      ["DELETE", "", undefined],
      ["POST", "/unsubscribe", { filter: "a/#" }],
    ] as const) {
      const foreign = await ask(method, `/sessions/${theirs}${tail}`, { key, body: sent });
      const nothing = await ask(method, `/sessions/${missing}${tail}`, { key, body: sent });
      expect(foreign.status).toBe(404);
      expect(comparable(foreign)).toBe(comparable(nothing));
    }
    expect((await ask("GET", "/sessions", { key })).text).not.toContain(theirs);
    expect((await ask("GET", `/sessions/${theirs}`, { key: strangersKey })).status).toBe(200);
  });

  test.each(["", "nonsense", "AAAA", Buffer.from("a\0b\0c").toString("base64url")])("%j is no id", async (id) => {
    const { status } = await ask("GET", `/sessions/${id === "" ? "%20" : id}`, { key });
    expect(status).toBe(404);
  });

  test("comes in pages", async () => {
    for (const name of ["page-1", "page-2", "page-3"]) await connect(await newDevice(name));
    const first = await ask("GET", "/sessions?limit=2&search=page-", { key });
    const second = await ask("GET", `/sessions?limit=2&search=page-&cursor=${first.body.nextCursor}`, { key });
    const names = [...first.body.data, ...second.body.data].map(({ deviceName }) => deviceName);
    expect(names).toEqual(["page-1", "page-2", "page-3"]);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe("publishing", () => {
  test("reaches subscribers with its properties, and only the tenant's own", async () => {
    const ours = await connect(await newDevice("listener-1"));
    const theirs = await connect(await newDevice("listener-1", strangersKey));
    for (const client of [ours, theirs]) await client.subscribeAsync("#", { qos: 2 });
    let crossed = 0;
    theirs.on("message", () => crossed++);
    const arrived = told<[string, Buffer, IPublishPacket]>(ours, "message");
    const { body } = await publish({
      topic: "hall/3",
      payload: Buffer.from([0, 255]).toString("base64"),
      encoding: "base64",
      qos: 2,
      contentType: "application/octet-stream",
      responseTopic: "hall/3/answer",
      messageExpiryIntervalSeconds: 60,
      userProperties: { trace: "1" },
    });
    expect(body).toEqual({ receivers: 1 });
    const [topic, payload, packet] = await arrived;
    expect([topic, [...payload], packet.qos]).toEqual(["hall/3", [0, 255], 2]);
    expect(packet.properties).toMatchObject({
      contentType: "application/octet-stream",
      responseTopic: "hall/3/answer",
      userProperties: { trace: "1" },
    });
    // What the stranger publishes comes after whatever could have crossed.
    const own = told(theirs, "message");
    await publish({ topic: "own", qos: 1 }, strangersKey);
    await own;
    expect(crossed).toBe(1);
  });

  test.each([
    ["a wildcard", { topic: "a/+" }, "topic"],
    ["the broker's own topics", { topic: "$SYS/broker/uptime" }, "topic"],
    ["no topic", { topic: "" }, "topic"],
    ["a topic with U+0000", { topic: "a\0b" }, "topic"],
    ["what is no base64", { topic: "a", payload: "%%%", encoding: "base64" }, "payload"],
    ["no QoS", { topic: "a", qos: 3 }, "qos"],
  ])("refuses %s at the field", async (_what, body, field) => {
    const answer = await publish(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0].path).toEqual([field]);
  });

  test("needs a key for it", async () => {
    expect((await publish({ topic: "a" }, devicesKey)).status).toBe(403);
  });
});

describe("retained messages", () => {
  test("are listed by filter, peeked at, and cleared as a job that subscribers hear of", async () => {
    for (const [topic, payload] of [
      ["site/a/temp", "17"],
      ["site/b/temp", "18"],
      ["site/a/mode", "auto"],
      ["site", "up"],
    ]) {
      expect((await publish({ topic, payload, qos: 1, retain: true })).status).toBe(200);
    }
    const list = async (query: string) => (await ask("GET", `/retained?${query}`, { key })).body.data;
    const topics = async (query: string) => (await list(query)).map(({ topic }: { topic: string }) => topic);
    expect(await topics("filter=site/%2B/temp")).toEqual(["site/a/temp", "site/b/temp"]);
    expect((await topics("filter=site/%23")).sort()).toEqual(["site", "site/a/mode", "site/a/temp", "site/b/temp"]);
    expect(await topics("search=MODE")).toEqual(["site/a/mode"]);
    const [mode] = await list("search=mode");
    expect(mode).toMatchObject({ qos: 1, payloadBytes: 4, payload: Buffer.from("auto").toString("base64") });
    expect((await ask("GET", "/retained?filter=a/%23/b", { key })).status).toBe(400);
    expect((await ask("GET", "/retained", { key: strangersKey })).body.data).toEqual([]);

    const client = await connect(await newDevice("watcher"), { clientId: "watcher" });
    const cleared: string[] = [];
    client.on("message", (topic, payload) => payload.length === 0 && cleared.push(topic));
    await client.subscribeAsync("site/#", { qos: 1, rh: 2 });
    const { status, body } = await ask("POST", "/retained/clear", { key, body: { filter: "site/+/temp" } });
    expect(status).toBe(202);
    await workOnOneJob();
    expect((await ask("GET", `/jobs/${body.id}`, { key })).body).toMatchObject({ state: "done", done: 2 });
    await expect.poll(() => [...cleared].sort()).toEqual(["site/a/temp", "site/b/temp"]);
    // At once: done means gone.
    expect(await topics("filter=site/%23")).toEqual(["site", "site/a/mode"]);
    await ask("POST", "/retained/clear", { key, body: { topics: ["site/a/mode", "never/there"] } });
    await workOnOneJob();
    await expect.poll(() => topics("filter=site/%23")).toEqual(["site"]);
  });
});
