import { beforeAll, expect, test } from "vitest";
import { streamEventsOperation } from "#app/_api/operations/stream-events.ts";
import { route } from "#app/_api/route.ts";
import { dataOf, EventFrames } from "#app/_live/event-frames.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { revokeApiKey } from "#app/_services/api-keys/revoke-api-key.ts";
import { takeStreamPlace } from "#app/_services/events/stream-places.ts";
import type { EventRecord } from "#core/event-record.ts";
import { idFloor } from "#core/ids.ts";
import { TOPIC_SEARCH_ROWS_MAX } from "#db/queries/events.ts";
import { ask } from "./client.ts";
import { newKey, newTenant } from "./house.ts";
import { openHouseWithBroker } from "./house-with-broker.ts";

const house = await openHouseWithBroker();
let owner: UserActor;
let key: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
});

async function newDevice(name: string) {
  const { body } = await ask("POST", "/devices", { key, body: { name } });
  return body as { device: { id: string }; credential: { username: string; password: string } };
}

/** What the API tells, once the broker has written down what happened. */
async function list(query = ""): Promise<{ data: EventRecord[]; nextCursor: string | null }> {
  await house.live.eventLog.flush();
  const { status, body } = await ask("GET", `/events${query}`, { key });
  expect(status).toBe(200);
  return body;
}

async function refusedPublishes(name: string, count: number) {
  const { device, credential } = await newDevice(name);
  const client = await house.connect(credential, { clientId: name });
  for (let i = 0; i < count; i++) await client.publishAsync(`elsewhere/${name}/${i}`, "x", { qos: 1 }).catch(() => {});
  return device.id;
}

test("every refusal of a device is told with its cause, the newest first, page by page", async () => {
  const deviceId = await refusedPublishes("pump", 5);
  const pages: EventRecord[] = [];
  let cursor: string | null = null;
  do {
    const query = `?deviceId=${deviceId}&type=publishDenied&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
    const page = await list(query);
    expect(page.data.length).toBeLessThanOrEqual(2);
    pages.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(pages.map(({ topic }) => topic)).toEqual([4, 3, 2, 1, 0].map((i) => `elsewhere/pump/${i}`));
  expect(pages[0]).toMatchObject({ deviceId, deviceName: "pump", clientId: "pump", qos: 1, rule: null, count: 1 });
});

test("events are found by topic and by time", async () => {
  const before = new Date().toISOString();
  const deviceId = await refusedPublishes("valve", 3);
  expect((await list(`?topic=VALVE/1&since=${before}`)).data).toMatchObject([{ topic: "elsewhere/valve/1" }]);
  expect((await list(`?deviceId=${deviceId}&until=${before}`)).data).toEqual([]);
  expect((await list(`?topic=${encodeURIComponent("%")}`)).data).toEqual([]);
});

test("a search for a topic looks at so many events, and says where to go on", async () => {
  const deviceId = await refusedPublishes("needle", 1);
  const [needle] = (await list(`?deviceId=${deviceId}&topic=needle`)).data;
  const rows = TOPIC_SEARCH_ROWS_MAX + 1;
  // Newer than the one that is looked for, by some hours.
  await house.database.sql`
    insert into events (tenant_id, id, at, type, device_name, client_id, address, transport, topic, count)
    select ${owner.tenantId}, ${idFloor("event", Date.now() + 36e5).slice(0, 20)} || lpad(n::text, 10, '0'), now(), 'dropped',
      'd', 'c', '::1', 'tcp', 'hay', 1 from generate_series(1, ${rows}::int) n`;
  const first = await list("?topic=needle");
  expect(first).toMatchObject({ data: [], nextCursor: expect.any(String) });
  expect(await list(`?topic=needle&cursor=${first.nextCursor}`)).toEqual({ data: [needle], nextCursor: null });
  await house.database.sql`delete from events where topic = 'hay'`;
});

test.each([
  ["?type=nothing", "type"],
  ["?since=yesterday", "since"],
  ["?limit=0", "limit"],
  ["?cursor=x", "cursor"],
])("a filter that cannot be is refused at its field: %s", async (query, field) => {
  const { status, body } = await ask("GET", `/events${query}`, { key });
  expect(status).toBe(400);
  expect(body.error.issues[0].path).toEqual([field]);
});

test("another tenant sees none of them", async () => {
  const { owner: stranger } = await newTenant("globex");
  const deviceId = await refusedPublishes("hidden", 1);
  const { body } = await ask("GET", `/events?deviceId=${deviceId}`, { key: await newKey(stranger, "admin") });
  expect(body.data).toEqual([]);
});

/** Opens the stream as a program does. */
async function follow(query: string, apiKey = key) {
  const stop = new AbortController();
  const request = new Request(`http://hato.test/api/v1/events/stream${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: stop.signal,
  });
  const response = await route(streamEventsOperation).GET(request, { params: Promise.resolve({}) });
  const frames = new EventFrames();
  const reader = response.body?.getReader();
  const waiting: string[] = [];
  return {
    response,
    stop: () => stop.abort(),
    /** The next event, or undefined when the stream has ended. */
    async next(): Promise<EventRecord | undefined> {
      for (;;) {
        const frame = waiting.shift();
        if (frame === undefined) {
          const chunk = await reader?.read();
          if (chunk?.value === undefined) return undefined;
          waiting.push(...frames.push(chunk.value));
        } else if (frame.startsWith("id: ")) return JSON.parse(dataOf(frame) ?? "") as EventRecord;
        else if (frame.startsWith("event: broker")) continue;
      }
    },
  };
}

test("a stream tells what happens, as the list will, and only what was asked for", async () => {
  const stream = await follow("?type=publishDenied&topic=streamed");
  expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
  await refusedPublishes("other", 1);
  await refusedPublishes("streamed", 1);
  const told = await stream.next();
  expect(told).toMatchObject({ type: "publishDenied", topic: "elsewhere/streamed/0" });
  expect((await list("?topic=streamed")).data).toEqual([told]);
  stream.stop();
  expect(await stream.next()).toBeUndefined();
});

test("streams of one key are bounded, and a place that is given back is free again", async () => {
  const apiKey = await newKey(owner, "read");
  const open = await Promise.all(Array.from({ length: 5 }, () => follow("", apiKey)));
  expect((await follow("", apiKey)).response.status).toBe(429);
  for (const stream of open) stream.stop();
  await expect
    .poll(async () => {
      const again = await follow("", apiKey);
      again.stop();
      return again.response.status;
    })
    .toBe(200);
});

test("no tenant takes all the places there are for streams, however many keys it makes", () => {
  const taken = Array.from({ length: 50 }, (_, i) => takeStreamPlace({ id: `key_${i >> 2}`, tenantId: "ten_greedy" }));
  expect(() => takeStreamPlace({ id: "key_more", tenantId: "ten_greedy" })).toThrow(
    expect.objectContaining({ code: "rate_limited" }),
  );
  takeStreamPlace({ id: "key_other", tenantId: "ten_other" })();
  for (const giveBack of taken) giveBack();
  takeStreamPlace({ id: "key_more", tenantId: "ten_greedy" })();
});

test("a stream ends at once when its key is revoked", async () => {
  const former = key;
  key = await newKey(owner, "audit");
  const stream = await follow("");
  const { body } = await ask("GET", "/api-keys?limit=100", { key: former });
  const mine = body.data.find(({ name }: { name: string }) => name === "audit");
  key = former;
  await revokeApiKey(owner, mine.id);
  while ((await stream.next()) !== undefined);
});

test("a revoked key opens no stream", async () => {
  const apiKey = await newKey(owner, "read");
  const { body } = await ask("GET", "/api-keys?limit=200", { key });
  await revokeApiKey(owner, body.data.at(-1).id);
  expect((await follow("", apiKey)).response.status).toBe(401);
});
