import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { idFloor } from "#core/ids.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { insertEvents } from "#db/queries/events.ts";
import { EventLog } from "#server/event-log.ts";
import { EventSweep } from "#server/event-sweep.ts";
import { silentLog } from "#server/log.ts";
import { Settings } from "#server/settings.ts";
import { anEvent } from "#test/console/an-event.ts";
import { testDatabase } from "#test/database.ts";
import { type LiveBroker, startLiveBroker } from "./live-broker.ts";

const db = await testDatabase();
let live: LiveBroker;

beforeAll(async () => {
  live = await startLiveBroker(db);
});
afterAll(() => live.close());
beforeEach(() => db.sql`delete from events`);

/** Type, reason, topic and count of what is kept, oldest first. */
async function kept(): Promise<Record<string, unknown>[]> {
  await live.eventLog.flush();
  return [...(await db.sql`select type, topic, reason, reason_code as code, rule, count from events order by id`)];
}

it("keeps connects, refusals and disconnects with their causes", async () => {
  const device = await live.addDevice("kept", "own-subtree");
  const client = await live.connect(device);
  await client.subscribe("elsewhere/#");
  client.publish("elsewhere", "x", { qos: 1 });
  await client.next(4);
  await client.disconnect();
  await expect.poll(() => live.broker.tenant(live.tenant.id)?.sessions.online).toBe(0);
  await live.connect({ ...device, secret: "wrong" });
  expect(await kept()).toMatchObject([
    { type: "connected", count: 1 },
    { type: "subscribeDenied", topic: "elsewhere/#", rule: null },
    { type: "publishDenied", topic: "elsewhere", rule: null },
    { type: "disconnected" },
    { type: "connectRefused", reason: "wrongPassword", code: 0x86 },
  ]);
});

it("keeps identical refusals within a second as two rows, and counts them all", async () => {
  const device = await live.addDevice("insistent", "read-only");
  const client = await live.connect(device);
  const times = 50;
  for (let i = 0; i < times; i++) client.publish("a", "x");
  client.publish("b", "x", { qos: 1 });
  await client.next(4);
  await expect
    .poll(async () => {
      const rows = (await kept()).filter(({ topic }) => topic === "a");
      return rows.reduce((sum, { count }) => sum + Number(count), 0);
    })
    .toBe(times);
  // A second may have turned meanwhile.
  expect((await kept()).filter(({ topic }) => topic === "a").length).toBeLessThanOrEqual(4);
});

it("counts what the database does not take while it is away, and goes on when it is back", async () => {
  let away = true;
  const sql = new Proxy(db.sql, {
    apply(target, self, args) {
      if (away) throw Object.assign(new Error("no"), { code: "CONNECTION_CLOSED" });
      return Reflect.apply(target as unknown as (...args: unknown[]) => unknown, self, args);
    },
  });
  const log = new EventLog(sql, silentLog);
  const share = { eventsKeptDays: 1, eventsKeptPerSecondMax: 10_000 };
  for (let second = 0; second < 2_500; second++)
    log.keep(anEvent({ type: "disconnected", reasonCode: 0 }, second), share);
  await log.flush();
  away = false;
  await log.close();
  expect(
    await db.sql`select type, count(*)::int as rows, sum(count)::int as count from events group by 1 order by 1`,
  ).toEqual([
    { type: "disconnected", rows: 2_000, count: 2_000 },
    { type: "notKept", rows: 1, count: 500 },
  ]);
});

it("takes texts that PostgreSQL would not", async () => {
  const event = anEvent({ type: "publishDenied", topic: "a\0b\ud800", qos: 0, retain: false, rule: undefined }, 1);
  await insertEvents(db.sql, [event]);
  expect(await kept()).toMatchObject([{ topic: "a\ufffdb\ufffd" }]);
});

it("lets go of what is older than it is kept, and of what a deleted tenant left", async () => {
  const now = Date.now();
  const aged = (days: number, tenantId: string) => {
    const ms = now - days * 24 * 60 * 60 * 1000;
    const event = anEvent({ type: "disconnected", reasonCode: days }, 1);
    return { ...event, id: idFloor("event", ms), at: new Date(ms).toISOString(), tenantId };
  };
  const { id } = live.tenant;
  await insertEvents(db.sql, [aged(1, id), aged(6, id), aged(8, id), aged(900, id), aged(1, "ten_gone")]);
  const sweep = new EventSweep(db.sql, { settings: new Settings(DEFAULT_LIMITS) }, silentLog);
  await sweep.sweep();
  await sweep.close();
  expect((await kept()).map(({ code }) => code)).toEqual([6, 1]);
});
