import { beforeAll, expect, test } from "vitest";
import { streamTopicsOperation } from "#app/_api/operations/stream-topics.ts";
import { route } from "#app/_api/route.ts";
import { dataOf, EventFrames } from "#app/_live/event-frames.ts";
import { followTopics } from "#app/_live/follow-topics.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { revokeApiKey } from "#app/_services/api-keys/revoke-api-key.ts";
import { openTopics } from "#app/_services/broker-topics.ts";
import { getValue } from "#app/_services/topics/get-value.ts";
import { setView, viewInput } from "#app/_services/topics/set-view.ts";
import type { TopicMessageView } from "#app/_services/topics/topic.ts";
import { newViewer } from "#app/_services/topics/viewer.ts";
import { NOTHING_VIEWED, type TopicsFrame, WINDOW_ROWS_MAX } from "#core/live-topics.ts";
import { ask } from "./client.ts";
import { newKey, newTenant } from "./house.ts";
import { openHouseWithBroker } from "./house-with-broker.ts";

const house = await openHouseWithBroker();
let owner: UserActor;
let stranger: UserActor;
let key: string;
let strangersKey: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  ({ owner: stranger } = await newTenant("globex"));
  key = await newKey(owner, "read");
  strangersKey = await newKey(stranger, "read");
});

/** However busy the machine is. */
const PATIENT = { timeout: 30_000 };

async function newDevice(name: string, actor = owner) {
  const admin = await newKey(actor, "admin");
  const { body } = await ask("POST", "/devices", { key: admin, body: { name, roles: ["whole-tenant"] } });
  return house.connect(body.credential, { clientId: name });
}

/** A stream of server-sent events, cut into those. */
function eventsOf(stream: ReadableStream<Uint8Array>) {
  const frames = new EventFrames();
  const reader = stream.getReader();
  const waiting: string[] = [];
  return {
    stop: () => reader.cancel(),
    /** The next event that fits, with the name it has; undefined when the stream has ended. */
    async next<T>(fits: (name: string, data: T) => boolean): Promise<T | undefined> {
      for (;;) {
        const frame = waiting.shift();
        if (frame === undefined) {
          const chunk = await reader.read();
          if (chunk.value === undefined) return undefined;
          waiting.push(...frames.push(chunk.value));
          continue;
        }
        const data = dataOf(frame);
        if (data === undefined) continue;
        const told = JSON.parse(data) as T;
        if (fits(/^event: (\w+)$/m.exec(frame)?.[1] ?? "message", told)) return told;
      }
    },
  };
}

/** A person's page, as the console's route serves it. */
async function openPage(actor: UserActor) {
  const viewer = newViewer(actor);
  const over = new AbortController();
  const first = await openTopics(actor.tenantId, viewer, over.signal);
  if (first === "tooMany") throw new Error("too many viewers");
  const mayFollow = async () => true;
  const stream = followTopics({ tenantId: actor.tenantId, viewer, first, over, mayFollow, onDoubt: () => () => {} });
  return { viewer, over, ...eventsOf(stream) };
}

test("topics are listed level by level, page by page, with their counts and retained at once", async () => {
  const device = await newDevice("lister");
  await device.publishAsync("list/kept", "before", { qos: 1, retain: true });
  // The first question begins to count.
  expect((await ask("GET", "/topics?under=list", { key })).body).toMatchObject({
    data: [{ path: "list/kept", name: "kept", retained: true, messages: 0, lastAt: null }],
    nextCursor: null,
  });
  for (const name of ["b", "a", "c/1", "c/2"]) await device.publishAsync(`list/${name}`, "x", { qos: 1 });
  await expect
    .poll(async () => {
      const { body } = await ask("GET", "/topics?under=list&limit=2", { key });
      return body.data.map(({ name, messages }: { name: string; messages: number }) => `${name} ${messages}`);
    }, PATIENT)
    .toEqual(["a 1", "b 1"]);
  const first = await ask("GET", "/topics?under=list&limit=2", { key });
  const second = await ask("GET", `/topics?under=list&limit=2&cursor=${first.body.nextCursor}`, { key });
  expect(second.body.data).toMatchObject([
    { path: "list/c", name: "c", children: 2, topics: 2, messages: 2, ownMessages: 0, value: null },
    { name: "kept", value: { payload: Buffer.from("before").toString("base64"), payloadBytes: 6, retain: true } },
  ]);
  expect(second.body.nextCursor).toBeNull();
});

test("another tenant sees neither topics nor messages, and the busiest are its own", async () => {
  const device = await newDevice("hider");
  const theirs = await openPage(stranger);
  const selection = { kind: "subtree", under: null, ignored: [] } as const;
  const view = { ...NOTHING_VIEWED, windows: [{ under: null, from: 0, rows: 10 }], selection };
  await setView(stranger, { viewer: theirs.viewer, view });
  await ask("GET", "/topics", { key });
  await device.publishAsync("hidden/topic", "secret", { qos: 1, retain: true });
  const own = await newDevice("own", stranger);
  await own.publishAsync("own/topic", "mine", { qos: 1 });
  const told = await theirs.next<TopicsFrame>((name, { raw }) => name === "message" && (raw?.messages.length ?? 0) > 0);
  expect(told?.raw?.messages.map(({ topic }) => topic)).toEqual(["own/topic"]);
  expect(told?.tree).toMatchObject({ topics: 1, messages: 1 });
  theirs.over.abort();
  expect((await ask("GET", "/topics", { key: strangersKey })).body.data).toMatchObject([{ path: "own" }]);
  expect((await ask("GET", "/topics?under=hidden", { key: strangersKey })).body.data).toEqual([]);
  const busiest = await ask("GET", "/topics/busiest", { key: strangersKey });
  expect(JSON.stringify(busiest.body)).not.toContain("hid");
});

test("a page is told its viewer first, then what it looks at; nobody else may speak for it", async () => {
  const device = await newDevice("paged");
  const page = await openPage(owner);
  expect(await page.next((name) => name === "viewer")).toEqual({ viewer: page.viewer });
  const view = { ...NOTHING_VIEWED, selection: { kind: "topic", topic: "large" } } as const;
  await setView(owner, { viewer: page.viewer, view });
  const payload = Buffer.alloc(100_000, "0123456789");
  await device.publishAsync("large", payload, { qos: 1 });
  const told = await page.next<TopicsFrame>((_, { raw }) => raw?.messages.length === 1);
  const [message] = told?.raw?.messages ?? [];
  expect(message).toMatchObject({
    seq: 1,
    payloadBytes: 100_000,
    publisher: { deviceName: "paged", clientId: "paged" },
  });
  expect(await getValue(owner, page.viewer, 1)).toEqual(payload);
  await expect(getValue(owner, page.viewer, 2)).rejects.toMatchObject({ code: "not_found" });
  // Their own tenant, somebody else's viewer: as one that never was.
  const colleague: UserActor = { ...owner, id: stranger.id };
  await expect(getValue(colleague, page.viewer, 1)).rejects.toMatchObject({ code: "not_found" });
  await expect(setView(colleague, { viewer: page.viewer, view })).rejects.toMatchObject({ code: "not_found" });
  await expect(setView(stranger, { viewer: page.viewer, view })).rejects.toMatchObject({ code: "not_found" });
  page.over.abort();
  await expect
    .poll(
      () =>
        setView(owner, { viewer: page.viewer, view }).then(
          () => "known",
          ({ code }) => code,
        ),
      PATIENT,
    )
    .toBe("not_found");
});

test("a view that asks for too much is refused", () => {
  const rows = (count: number) => ({
    viewer: "usr_1:x",
    view: { ...NOTHING_VIEWED, windows: [0, 1].map((from) => ({ under: null, from, rows: count })) },
  });
  expect(viewInput.safeParse(rows(WINDOW_ROWS_MAX / 2)).success).toBe(true);
  expect(viewInput.safeParse(rows(WINDOW_ROWS_MAX / 2 + 1)).success).toBe(false);
});

/** Opens the stream as a program does. */
async function follow(query: string, apiKey = key) {
  const stop = new AbortController();
  const request = new Request(`http://hato.test/api/v1/topics/stream${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: stop.signal,
  });
  const response = await route(streamTopicsOperation).GET(request, { params: Promise.resolve({}) });
  if (response.body === null) throw new Error("no stream");
  return { response, abort: () => stop.abort(), ...eventsOf(response.body) };
}

test("a program follows a subtree, and knows how many messages there were", async () => {
  const device = await newDevice("followed");
  await ask("GET", "/topics", { key });
  await device.publishAsync("follow/retained", "r", { qos: 1, retain: true });
  const stream = await follow("?under=follow");
  expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
  await stream.next((name) => name === "viewer" || name === "count");
  await device.publishAsync("elsewhere", "x", { qos: 1 });
  await device.publishAsync("follow/a/b", "17.2", { qos: 1, properties: { contentType: "text/plain" } });
  const told = await stream.next<TopicMessageView>((name) => name === "message");
  expect(told).toMatchObject({
    ...{ topic: "follow/a/b", qos: 1, retain: false, payload: "MTcuMg==", payloadBytes: 4 },
    properties: { contentType: "text/plain" },
    publisher: { deviceName: "followed" },
  });
  expect(await stream.next((name) => name === "count")).toEqual({ seen: 1, oneIn: 1 });
  stream.abort();
});

test("a stream ends when its key is revoked", async () => {
  const apiKey = await newKey(owner, "publish");
  const admin = await newKey(owner, "admin");
  expect((await follow("", apiKey)).response.status).toBe(403);
  const reading = await newKey(owner, "read");
  const stream = await follow("?topic=none", reading);
  await stream.next((name) => name === "broker");
  const { body } = await ask("GET", "/api-keys?limit=200", { key: admin });
  for (const { id, scopes } of body.data) if (scopes.includes("read")) await revokeApiKey(owner, id);
  while ((await stream.next(() => true)) !== undefined);
});
