import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newId } from "#core/ids.ts";
import { type HatoProcess, startHato } from "#test/hato.ts";
import { ask, comparable } from "./client.ts";
import { AUTH_SECRET, newKey, newTenant, openHouse } from "./house.ts";

/** The ways of messages by REST, beside a broker process that keeps what waits in Postgres. */

const database = await openHouse();
let hato: HatoProcess;
let key: string;
let readKey: string;
let strangersKey: string;
const clients: MqttClient[] = [];

beforeAll(async () => {
  hato = await startHato({ env: { DATABASE_URL: database.url, AUTH_SECRET } });
  process.env.CONTROL_URL = `http://127.0.0.1:${hato.ready.control}`;
  const { owner } = await newTenant("acme");
  const { owner: stranger } = await newTenant("globex");
  key = await newKey(owner, "admin");
  readKey = await newKey(owner, "read");
  strangersKey = await newKey(stranger, "admin");
}, 120_000);
afterAll(() => hato.stop());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
});

async function newDevice(name: string, roles: readonly string[] = ["whole-tenant"], withKey = key) {
  const { body } = await ask("POST", "/devices", { key: withKey, body: { name, roles } });
  const { username, password } = body.credential as { username: string; password: string };
  return { id: body.device.id as string, username, password };
}

async function connect({ username, password }: { username: string; password: string }, options: IClientOptions = {}) {
  const address = `mqtt://127.0.0.1:${hato.ready.mqtt}`;
  const defaults = { clientId: username, protocolVersion: 5, reconnectPeriod: 0 } as const;
  const client = await mqtt.connectAsync(address, { username, password, ...defaults, ...options });
  clients.push(client);
  return client;
}

const traces = async (query: string, withKey = key) =>
  (await ask("GET", `/traces?${query}`, { key: withKey })).body.data;
const traceOf = async (id: string) => (await ask("GET", `/traces/${id}`, { key })).body;

test("a denied publish names its rule, and only its own tenant hears of it", async () => {
  const device = await newDevice("fenced", ["own-subtree"]);
  const client = await connect(device);
  await expect(client.publishAsync("elsewhere", "x", { qos: 1 })).rejects.toThrow();
  const [trace] = await traces("topic=elsewhere");
  expect(trace).toMatchObject({
    kind: "always",
    outcome: "refused",
    publisher: { deviceId: device.id, deviceName: "fenced" },
    refusal: { reason: "denied", rule: null },
  });
  expect(await traces(`publisherId=${device.id}&outcome=refused,lost`)).toHaveLength(1);
  expect(await traces("topic=else/%2B")).toEqual([]);
  expect(await traces("", strangersKey)).toEqual([]);
  const foreign = await ask("GET", `/traces/${trace.id}`, { key: strangersKey });
  const missing = await ask("GET", `/traces/${newId("trace")}`, { key: strangersKey });
  expect(foreign.status).toBe(404);
  expect(comparable(foreign)).toBe(comparable(missing));
  expect((await ask("GET", "/traces?topic=a/%23/b", { key })).status).toBe(400);
});

test("what waits on disk is asked of the disk: there, delivered, or gone with its session", async () => {
  const device = await newDevice("sleeper");
  const lasting = { clientId: "s", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  const sleeper = await connect(device, lasting);
  await sleeper.subscribeAsync("sleeper/set", { qos: 1 });
  await sleeper.endAsync();
  const publish = async () => {
    await ask("POST", "/publish", { key, body: { topic: "sleeper/set", payload: "1", qos: 2 } });
    const [{ id }] = await traces("topic=sleeper/set");
    return id as string;
  };
  const first = await publish();
  const waiting = await traceOf(first);
  expect(waiting).toMatchObject({ source: "console", publisher: null, outcome: "waiting", matched: 1 });
  expect(waiting.receivers).toMatchObject([{ clientId: "s", qos: 1, state: "queued", onDisk: true }]);

  const back = await connect(device, lasting);
  await expect.poll(async () => (await traceOf(first)).outcome).toBe("arrived");
  await back.endAsync();

  const second = await publish();
  const { sessionId } = (await traceOf(second)).receivers[0];
  expect((await ask("DELETE", `/sessions/${sessionId}`, { key })).status).toBe(204);
  expect(await traceOf(second)).toMatchObject({
    outcome: "lost",
    receivers: [{ state: "sessionEnded", onDisk: null }],
  });
});

test("nobody subscribed: what nearly did", async () => {
  const client = await connect(await newDevice("listener"));
  await client.subscribeAsync("hall/3/Temperature", { qos: 0 });
  await ask("POST", "/publish", { key, body: { topic: "hall/3/temperature", payload: "17", qos: 1 } });
  const [{ id, outcome }] = await traces("topic=hall/%23");
  expect(outcome).toBe("nobody");
  const { nearMisses } = await traceOf(id);
  expect(nearMisses).toMatchObject([{ kind: "case", filter: "hall/3/Temperature", level: 3, deviceName: "listener" }]);
});

test("a device is traced in full for a while, and both ends of that are written down", async () => {
  const device = await newDevice("armed");
  const arm = (body: object, withKey = key) => ask("POST", "/trace-armings", { key: withKey, body });
  expect((await arm({})).status).toBe(400);
  expect((await arm({ deviceId: device.id, topic: "a" })).status).toBe(400);
  expect((await arm({ deviceId: device.id }, readKey)).status).toBe(403);
  expect((await arm({ deviceId: device.id }, strangersKey)).status).toBe(404);
  const { status, body } = await arm({ deviceId: device.id });
  expect([status, body]).toMatchObject([201, { deviceId: device.id, topic: null, kept: 0, max: 1_000 }]);

  const client = await connect(device);
  for (let i = 0; i < 30; i++) client.publish(`armed/${i}`, "x");
  await client.publishAsync("armed/last", "x", { qos: 1 });
  const kept = await traces("topic=armed/%23&limit=100");
  expect(kept.filter(({ kind }: { kind: string }) => kind === "armed")).toHaveLength(31);
  const standing = await ask("GET", "/trace-armings", { key: readKey });
  expect(standing.body).toMatchObject({ armings: [{ id: body.id, kept: 31 }], notKept: 0 });
  expect((await ask("GET", "/trace-armings", { key: strangersKey })).body.armings).toEqual([]);

  expect((await ask("DELETE", `/trace-armings/${body.id}`, { key: strangersKey })).status).toBe(404);
  expect((await ask("DELETE", `/trace-armings/${body.id}`, { key })).status).toBe(204);
  expect((await ask("DELETE", `/trace-armings/${body.id}`, { key })).status).toBe(404);
  const entries = await database.sql`
    select action, target_label, before, after from audit where target_kind = 'trace' order by id`;
  expect(entries).toMatchObject([
    { action: "trace.arm", target_label: "armed", after: { device: "armed", topic: null } },
    { action: "trace.disarm", before: { device: device.id, kept: 31 } },
  ]);
  for (let i = 0; i < 5; i++) expect((await arm({ topic: `t/${i}` })).status).toBe(201);
  expect((await arm({ topic: "one/too/many" })).status).toBe(409);
});

test("comes in pages, the newest first", async () => {
  const first = await ask("GET", "/traces?topic=armed/%23&limit=20", { key });
  const second = await ask("GET", `/traces?topic=armed/%23&limit=20&cursor=${first.body.nextCursor}`, { key });
  const topics = [...first.body.data, ...second.body.data].map(({ topic }) => topic);
  expect(topics).toEqual(["armed/last", ...Array.from({ length: 30 }, (_, i) => `armed/${29 - i}`)]);
  expect(second.body.nextCursor).toBeNull();
});
