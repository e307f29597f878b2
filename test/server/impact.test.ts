import { afterAll, beforeAll, expect, it } from "vitest";
import type { RuleLine } from "#core/acl.ts";
import { previewImpact } from "#server/impact.ts";
import { testDatabase } from "#test/database.ts";
import { type LiveBroker, startLiveBroker } from "./live-broker.ts";

const db = await testDatabase();
let live: LiveBroker;
let tenantId = "";

beforeAll(async () => {
  live = await startLiveBroker(db);
  tenantId = live.tenant.id;
});
afterAll(() => live.close());

const allow = (filter: string): RuleLine => ({
  effect: "allow",
  action: "both",
  filter,
  qosMax: 2,
  retainAllowed: true,
});

async function roleCalled(name: string) {
  const [row] = await db.sql<{ id: string }[]>`select id from roles where tenant_id = ${tenantId} and name = ${name}`;
  return { id: row?.id ?? "", name };
}

const preview = (role: { id: string; name: string }, rules: readonly RuleLine[]) =>
  previewImpact(db.sql, live.broker.tenant(tenantId), { tenantId, role: { ...role, rules } });

it("counts what a role's new rules would cut, of connected clients and of those that are away, and cuts nothing", async () => {
  const role = await roleCalled("own-subtree");
  const online = await live.addDevice("online", "own-subtree");
  const away = await live.addDevice("away", "own-subtree");
  const other = await live.addDevice("other", "read-only");
  const lasting = { properties: { sessionExpiryInterval: 600 } };
  const clients = [
    await live.connect(online, { will: { topic: "online/gone" } }),
    await live.connect(away, lasting),
    await live.connect(other),
  ];
  for (const client of clients) {
    await client.subscribe("online/a");
    await client.subscribe("away/a");
    await client.subscribe("away/b");
  }
  await clients[1]?.disconnect();
  const impact = await preview(role, [allow("${device}/b")]);
  expect(impact).toMatchObject({
    sessionsAffected: 2,
    connectionsAffected: 1,
    subscriptionsCut: 2,
    willsDenied: 1,
    complete: true,
  });
  expect(impact.losses).toContainEqual({
    deviceId: online.id,
    deviceName: "online",
    clientId: "online",
    filter: "online/a",
    online: true,
  });
  expect(impact.losses).toContainEqual(expect.objectContaining({ deviceId: away.id, filter: "away/a", online: false }));
  expect(await preview(role, [allow("${device}/#")])).toMatchObject({ sessionsAffected: 0, subscriptionsCut: 0 });
  expect(await preview(role, [])).toMatchObject({ subscriptionsCut: 3 });
  expect(live.broker.tenant(tenantId)?.sessions.ofDevice(online.id)[0]?.subscriptions.size).toBe(1);
});

it("asks anonymous clients too, and answers for a tenant of whom nobody came", async () => {
  const client = await live.connect({ name: "", secret: "" }, { username: null });
  await client.subscribe("lobby");
  expect(await preview(await roleCalled("anonymous"), [allow("elsewhere")])).toMatchObject({
    subscriptionsCut: 1,
    losses: [{ deviceId: null, filter: "lobby" }],
  });
  expect(await previewImpact(db.sql, undefined, { tenantId: "ten_quiet" })).toMatchObject({ sessionsAffected: 0 });
});
