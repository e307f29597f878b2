import { beforeEach, expect, test } from "vitest";
import { listUsage } from "#db/queries/usage.ts";
import { silentLog } from "#server/log.ts";
import { UsageMeter } from "#server/usage/usage-meter.ts";
import { usageNow } from "#server/usage/usage-now.ts";
import { FakeClock, startBroker } from "#test/broker/broker.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";

const db = await testDatabase();
/** Half past ten, on a full minute. */
const HALF_PAST = Date.UTC(2026, 0, 1, 10, 30);

beforeEach(async () => {
  await db.sql`delete from tenants`;
  for (const id of ["acme", "rival"]) await db.sql`insert into tenants (id, slug, name) values (${id}, ${id}, ${id})`;
});

async function startMetered(startMs: number) {
  const clock = new FakeClock();
  clock.advance((startMs - clock.now()) / 1_000);
  const broker = await startBroker({ clock });
  const meter = new UsageMeter(db.sql, broker.broker, silentLog);
  await meter.start();
  return { clock, broker, meter };
}

const usageOf = (tenantId: string, bucket: "minute" | "hour" = "minute") =>
  listUsage(db.orm, tenantId, {
    bucket,
    stepSeconds: bucket === "minute" ? 60 : 3_600,
    from: new Date(HALF_PAST - 86_400_000),
    to: new Date(HALF_PAST + 86_400_000),
  });

test("counts what each tenant did, and holds the most that there was", async () => {
  const { clock, broker, meter } = await startMetered(HALF_PAST);
  const ours = await TestClient.connect(broker, { clientId: "a" });
  const theirs = await TestClient.connect(broker, { clientId: "a", username: "rival/a" });
  await ours.subscribe("t");
  for (let i = 0; i < 3; i++) ours.publish("t", "x", { retain: true });
  await ours.messages(3);
  clock.advance(1);
  expect(usageNow(broker.tenant())).toMatchObject({ connections: 1, retained: 1, messagesInPerSecond: 3 });
  for (let i = 0; i < 2; i++) ours.publish("t", "x");
  await ours.messages(2);
  const second = await TestClient.connect(broker, { clientId: "b" });
  clock.advance(1);
  await second.disconnect();
  await expect.poll(() => broker.tenant().sessions.online).toBe(1);
  clock.advance(1);
  expect(usageNow(broker.tenant())).toMatchObject({ connections: 1, messagesInPerSecond: 0 });
  await meter.write();
  const [minute] = await usageOf("acme");
  expect(minute).toMatchObject({
    at: new Date(HALF_PAST),
    counts: { connects: 2, connectsRefused: 0, messagesIn: 5, messagesOut: 5 },
    peaks: { connections: 2, sessions: 2, retained: 1, messagesInPerSecond: 3, messagesOutPerSecond: 3 },
    dropped: {},
  });
  expect((await usageOf("rival"))[0]).toMatchObject({
    counts: { connects: 1, messagesIn: 0 },
    peaks: { connections: 1 },
  });
  await theirs.kill();
  await broker[Symbol.asyncDispose]();
  await meter.close();
});

test("goes on where the broker before stopped, also in the middle of a minute", async () => {
  for (const round of [1, 2, 3]) {
    const { clock, broker, meter } = await startMetered(HALF_PAST + round * 5_000);
    const client = await TestClient.connect(broker);
    client.publish("t", "x");
    await client.settled();
    clock.advance(1);
    await client.disconnect();
    await broker[Symbol.asyncDispose]();
    await meter.close();
    expect((await usageOf("acme"))[0]?.counts).toMatchObject({ connects: round, messagesIn: round });
    expect((await usageOf("acme", "hour"))[0]?.counts).toMatchObject({ connects: round, messagesIn: round });
  }
  expect(await usageOf("acme")).toHaveLength(1);
});

test("turns over minutes and hours, writes no row of a minute without anything, and adds up to the hour", async () => {
  const { clock, broker, meter } = await startMetered(Date.UTC(2026, 0, 1, 10, 58));
  const client = await TestClient.connect(broker);
  const publish = async () => {
    client.publish("t", "x");
    await client.settled();
  };
  for (let minute = 0; minute < 4; minute++) {
    await publish();
    for (let second = 0; second < 60; second++) clock.advance(1);
    await meter.write();
  }
  await client.disconnect();
  await expect.poll(() => broker.tenant().sessions.online).toBe(0);
  for (let second = 0; second < 180; second++) clock.advance(1);
  await meter.write();
  const minutes = await usageOf("acme");
  expect(minutes.map(({ counts }) => counts.messagesIn)).toEqual([1, 1, 1, 1, 0]);
  const hours = await usageOf("acme", "hour");
  expect(hours.map(({ at, counts }) => [at.getUTCHours(), counts.messagesIn])).toEqual([
    [10, 2],
    [11, 2],
  ]);
  await broker[Symbol.asyncDispose]();
  await meter.close();
});

test("loses nothing to a database that is away for minutes, and counts nothing twice", async () => {
  const clock = new FakeClock();
  clock.advance((HALF_PAST - clock.now()) / 1_000);
  const broker = await startBroker({ clock });
  let away = false;
  // Away, or worse: it wrote, and the answer was lost.
  const sql = new Proxy(db.sql, {
    get: (target, name, receiver) =>
      name !== "unsafe" || !away
        ? Reflect.get(target, name, receiver)
        : async (text: string, values: string[]) => {
            await target.unsafe(text, values);
            throw Object.assign(new Error("connection lost"), { code: "CONNECTION_CLOSED" });
          },
  });
  const meter = new UsageMeter(sql, broker.broker, silentLog);
  await meter.start();
  const client = await TestClient.connect(broker);
  for (let minute = 0; minute < 3; minute++) {
    away = minute < 2;
    client.publish("t", "x");
    await client.settled();
    for (let second = 0; second < 60; second++) clock.advance(1);
    await meter.write();
  }
  expect((await usageOf("acme")).map(({ counts }) => counts.messagesIn)).toEqual([1, 1, 1, 0]);
  expect((await usageOf("acme", "hour"))[0]?.counts.messagesIn).toBe(3);
  await client.kill();
  await broker[Symbol.asyncDispose]();
  await meter.close();
});

test("of a tenant that was deleted nothing is written, and the others' is", async () => {
  const { clock, broker, meter } = await startMetered(HALF_PAST);
  await TestClient.connect(broker);
  const rival = await TestClient.connect(broker, { clientId: "r", username: "rival/r" });
  await db.sql`delete from tenants where id = 'rival'`;
  clock.advance(1);
  await meter.write();
  expect(await usageOf("acme")).toHaveLength(1);
  expect(await db.sql`select 1 from usage where tenant_id = 'rival'`).toHaveLength(0);
  await rival.kill();
  await broker[Symbol.asyncDispose]();
  await meter.close();
});
