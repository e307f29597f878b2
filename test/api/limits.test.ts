import { beforeAll, describe, expect, test } from "vitest";
import { DEVICE_LIMITS, TENANT_LIMITS } from "#core/limit-overrides.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse({ LIMIT_CONNECTIONS_PER_TENANT_MAX: "500", LIMIT_PUBLISHES_PER_SECOND_MAX: "100" });
let key: string;
let reader: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "admin");
  reader = await newKey(owner, "read");
});

const limit = (body: { limits: { name: string }[] }, name: string) => body.limits.find((one) => one.name === name);

describe("a tenant's limits", () => {
  test("are the installation's until some are set, and say what happens at them", async () => {
    const { status, body, headers } = await ask("GET", "/limits", { key: reader });
    expect(status).toBe(200);
    expect(headers.get("etag")).toBe('"0"');
    expect(body.limits.map(({ name }: { name: string }) => name)).toEqual([...TENANT_LIMITS]);
    expect(limit(body, "connectionsPerTenantMax")).toEqual({
      name: "connectionsPerTenantMax",
      limit: 500,
      own: null,
      ceiling: 500,
      min: 1,
      atLimit: "connectRefused",
      used: null, // the broker is away
      peak24h: 0,
    });
    expect(limit(body, "connectTimeoutSeconds")).toBeUndefined();
    expect(body.policies).toMatchObject({ overRate: "slow", flappingBanSeconds: 0 });
  });

  test("are changed together with policies, audited, and only from the version that was seen", async () => {
    const change = {
      limits: { connectionsPerTenantMax: 50, receiveMaximum: 10 },
      policies: { overRate: "disconnect" },
    };
    const changed = await ask("PATCH", "/limits", { key, body: change, headers: { "if-match": '"0"' } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).toBe('"1"');
    expect(limit(changed.body, "connectionsPerTenantMax")).toMatchObject({ limit: 50, own: 50, ceiling: 500 });
    expect(changed.body.policies.overRate).toBe("disconnect");
    const late = await ask("PATCH", "/limits", { key, body: change, headers: { "if-match": '"0"' } });
    expect(late.status).toBe(412);
    const back = await ask("PATCH", "/limits", { key, body: { limits: { receiveMaximum: null } } });
    expect(limit(back.body, "receiveMaximum")).toMatchObject({ limit: DEFAULT_LIMITS.receiveMaximum, own: null });
    expect(back.body.version).toBe(2);
    const [entry] = await database.sql`select * from audit where action = 'settings.update' order by id limit 1`;
    expect(entry).toMatchObject({
      before: { connectionsPerTenantMax: null, receiveMaximum: null, overRate: null },
      after: { connectionsPerTenantMax: 50, receiveMaximum: 10, overRate: "disconnect" },
    });
  });

  test.each([
    [{ limits: { connectionsPerTenantMax: 501 } }, ["limits", "connectionsPerTenantMax"], "above_ceiling"],
    [{ limits: { publishesPerSecondMax: 0 } }, ["limits", "publishesPerSecondMax"], "above_ceiling"],
    [{ limits: { receiveMaximum: 0 } }, ["limits", "receiveMaximum"], "too_small"],
    [{ limits: { receiveMaximum: 1.5 } }, ["limits", "receiveMaximum"], "invalid_type"],
    [{ limits: { connectTimeoutSeconds: 5 } }, ["limits", "connectTimeoutSeconds"], "unknown_field"],
    [{ policies: { overRate: "explode" } }, ["policies", "overRate"], "invalid_value"],
    [{ policies: { flappingBanSeconds: -1 } }, ["policies", "flappingBanSeconds"], "too_small"],
    [{}, [], "custom"],
  ])("refuse %j at the field", async (body, path, code) => {
    const answer = await ask("PATCH", "/limits", { key, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.issues[0]).toMatchObject({ path, code });
  });

  test("are not for everybody to change", async () => {
    expect((await ask("PATCH", "/limits", { key: reader, body: { limits: { inflightMax: 1 } } })).status).toBe(403);
  });
});

describe("a device's limits", () => {
  test("are its tenant's until lower ones are set", async () => {
    const { id } = (await ask("POST", "/devices", { key, body: { name: "pump" } })).body.device;
    const path = `/devices/${id}/limits`;
    const before = await ask("GET", path, { key: reader });
    expect(before.body.limits.map(({ name }: { name: string }) => name)).toEqual([...DEVICE_LIMITS]);
    await ask("PATCH", "/limits", { key, body: { limits: { connectionsPerDeviceMax: 20 } } });
    const tooMany = await ask("PATCH", path, { key, body: { limits: { connectionsPerDeviceMax: 21 } } });
    expect(tooMany.body.error.issues).toMatchObject([{ path: ["limits", "connectionsPerDeviceMax"] }]);
    const changed = await ask("PATCH", path, {
      key,
      body: { limits: { connectionsPerDeviceMax: 3, messagesInPerSecondPerDeviceMax: 50 } },
      headers: { "if-match": '"0"' },
    });
    expect(limit(changed.body, "connectionsPerDeviceMax")).toMatchObject({ limit: 3, own: 3, ceiling: 20 });
    // A ceiling that falls below holds, and what was wished for stays.
    await ask("PATCH", "/limits", { key, body: { limits: { connectionsPerDeviceMax: 2 } } });
    const { body } = await ask("GET", path, { key: reader });
    expect(limit(body, "connectionsPerDeviceMax")).toMatchObject({ limit: 2, own: 3, ceiling: 2 });
  });
});
