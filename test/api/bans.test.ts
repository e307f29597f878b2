import { beforeAll, describe, expect, test } from "vitest";
import { BANS_PER_TENANT_MAX } from "#core/limits.ts";
import { flappingBans } from "#server/flapping-ban.ts";
import { silentLog } from "#server/log.ts";
import { Tenant } from "#server/tenant.ts";
import { ask } from "./client.ts";
import { newKey, newTenant } from "./house.ts";
import { openHouseWithBroker } from "./house-with-broker.ts";

const house = await openHouseWithBroker();
let key: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "admin");
});

async function newDevice(name: string) {
  const { body } = await ask("POST", "/devices", { key, body: { name, roles: ["whole-tenant"] } });
  return body.credential as { username: string; password: string };
}

test("flapping clients fill no more of the table than people may", async () => {
  const { owner } = await newTenant("restless");
  const { tenantId } = owner;
  await house.database.sql`insert into bans (tenant_id, id, client_id, created_by)
    select ${tenantId}, 'ban_' || n, 'c' || n, 'test' from generate_series(1, ${BANS_PER_TENANT_MAX}) n`;
  const origin = { deviceId: "dev_x", deviceName: "pump", clientId: "new", address: "", transport: "tcp" } as const;
  await flappingBans(house.database, silentLog)(new Tenant(house.live.broker, tenantId, "restless"), origin, 60);
  const [row] = await house.database.sql`select count(*)::int as n from bans where tenant_id = ${tenantId}`;
  expect(row?.n).toBe(BANS_PER_TENANT_MAX);
});

describe("a ban", () => {
  test("ends open connections at once, keeps out, and lets in again once lifted", async () => {
    const login = await newDevice("pump");
    const client = await house.connect(login, { clientId: "pump-1" });
    const other = await house.connect(login, { clientId: "pump-2" });
    const gone = new Promise((resolve) => client.once("close", () => resolve("gone")));
    const { status, body, headers } = await ask("POST", "/bans", {
      key,
      body: { clientId: "pump-1", device: "pump", network: "127.0.0.0/8", reason: "leaks" },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ clientId: "pump-1", device: "pump", network: "127.0.0.0/8", expiresAt: null });
    expect(await gone).toBe("gone");
    expect(other.connected).toBe(true);
    await expect(house.connect(login, { clientId: "pump-1" })).rejects.toMatchObject({ code: 0x8a });
    expect((await ask("GET", headers.get("location")?.replace("/api/v1", "") ?? "", { key })).body).toEqual(body);
    expect((await ask("GET", "/bans", { key })).body.data).toEqual([body]);
    expect((await ask("DELETE", `/bans/${body.id}`, { key })).status).toBe(204);
    await expect
      .poll(() =>
        house.connect(login, { clientId: "pump-1" }).then(
          () => "in",
          () => "out",
        ),
      )
      .toBe("in");
    const audit = await house.database
      .sql`select action, target_label from audit where target_kind = 'ban' order by id`;
    expect(audit).toMatchObject([
      { action: "ban.create", target_label: "pump-1 · pump · 127.0.0.0/8" },
      { action: "ban.lift", target_label: "pump-1 · pump · 127.0.0.0/8" },
    ]);
  });

  test("of a network takes the place of one of the same, however it is written", async () => {
    const first = await ask("POST", "/bans", { key, body: { network: "2001:DB8:0::7/32" } });
    const second = await ask("POST", "/bans", { key, body: { network: "2001:db8::/32", reason: "again" } });
    expect(second.body.network).toBe("2001:db8::/32");
    const { data } = (await ask("GET", "/bans", { key })).body;
    expect(data.map(({ id }: { id: string }) => id)).toEqual([second.body.id]);
    expect(first.body.id).not.toBe(second.body.id);
  });

  test.each([
    [{}, ["clientId"]],
    [{ network: "10.0.0.0/33" }, ["network"]],
    [{ network: "everybody" }, ["network"]],
    [{ device: "no such/name" }, ["device"]],
    [{ clientId: "" }, ["clientId"]],
    [{ clientId: "x".repeat(257) }, ["clientId"]],
    [{ clientId: "x", expiresAt: "2020-01-01T00:00:00Z" }, ["expiresAt"]],
    [{ clientId: "x", until: "tomorrow" }, ["until"]],
  ])("is refused at the field for %j", async (body, path) => {
    const answer = await ask("POST", "/bans", { key, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0].path).toEqual(path);
  });
});

describe("usage", () => {
  test("tells what is used now, and takes only time that makes sense", async () => {
    await house.connect(await newDevice("meter"));
    const { status, body } = await ask("GET", "/usage?bucket=minute", { key });
    expect(status).toBe(200);
    expect(body.now.connections).toBeGreaterThan(0);
    for (const query of [
      "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
      "bucket=minute&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
      "bucket=week",
      "from=yesterday",
    ]) {
      expect((await ask("GET", `/usage?${query}`, { key })).status).toBe(400);
    }
  });
});
