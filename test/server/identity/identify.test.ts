import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#core/ids.ts";
import { openDatabase } from "#db/client.ts";
import { mintConsoleToken } from "#db/console-token.ts";
import { listIdentityDevices } from "#db/queries/identities.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { deriveKeys, hashSecret, newSecret } from "#db/secrets.ts";
import { identityFromPostgres } from "#server/identity/identify.ts";
import type { AuthRequest } from "#server/identity.ts";
import { silentLog } from "#server/log.ts";
import { testDatabase } from "#test/database.ts";

const db = await testDatabase();
const keys = deriveKeys("a secret of this test, and of no other");
const secret = newSecret();
let tenantId = "";
let deviceId = "";
const userId = newId("user");
const userSessionId = newId("userSession");

beforeAll(async () => {
  await db.sql`insert into users (id, email) values (${userId}, 'o@example.test')`;
  await db.sql`insert into user_sessions (id, user_id, method, expires_at)
    values (${userSessionId}, ${userId}, 'password', now() + interval '1 hour')`;
  tenantId = (await db.transaction((orm) => createTenant(orm, { slug: "acme", name: "Acme", ownerUserId: userId }))).id;
  await db.transaction((orm) => createTenant(orm, { slug: "rival", name: "Rival" }));
  deviceId = await addDevice("sensor-1", ["own-subtree", "read-only"]);
  await addCredential(deviceId, secret);
});

async function addDevice(name: string, roles: string[] = [], status = "enabled"): Promise<string> {
  const id = newId("device");
  await db.sql`insert into devices (tenant_id, id, name, status)
    values (${tenantId}, ${id}, ${name}, ${status})`;
  await db.sql`insert into device_roles (tenant_id, device_id, role_id, position)
    select tenant_id, ${id}, id, array_position(${roles}::text[], name) from roles
    where tenant_id = ${tenantId} and name = any(${roles}::text[])`;
  return id;
}

async function addGroup(
  name: string,
  selector: Record<string, string>,
  priority: number,
  roles: string[],
): Promise<void> {
  const id = newId("group");
  await db.sql`insert into device_groups (tenant_id, id, name, selector, priority)
    values (${tenantId}, ${id}, ${name}, ${JSON.stringify(selector)}::jsonb, ${priority})`;
  await db.sql`insert into device_group_roles (tenant_id, group_id, role_id, position)
    select tenant_id, ${id}, id, array_position(${roles}::text[], name) from roles
    where tenant_id = ${tenantId} and name = any(${roles}::text[])`;
}

async function addCredential(
  device: string,
  text: string,
  { expiresAt = null, revokedAt = null }: { expiresAt?: Date | null; revokedAt?: Date | null } = {},
): Promise<string> {
  const id = newId("credential");
  await db.sql`insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix, expires_at, revoked_at)
    values (${tenantId}, ${id}, ${device}, ${hashSecret(keys.deviceSecret, text)}, 'x', ${expiresAt?.toISOString() ?? null},
      ${revokedAt?.toISOString() ?? null})`;
  return id;
}

const authenticate = identityFromPostgres({
  sql: db.sql,
  keys,
  publicHost: "mqtt.example.test",
  anonymousTenant: undefined,
  log: silentLog,
});

function request(username: string | undefined, password?: string, more: Partial<AuthRequest> = {}): AuthRequest {
  return {
    username,
    password: password === undefined ? undefined : Buffer.from(password),
    transport: "tcp",
    address: "192.0.2.1",
    serverName: undefined,
    clientId: "c",
    protocolVersion: 5,
    ...more,
  };
}

describe("a device", () => {
  it("is let in with its secret, under its roles' rules in order", async () => {
    const result = await authenticate(request("acme/sensor-1", secret));
    expect(result).toMatchObject({
      ok: true,
      tenantId,
      tenantSlug: "acme",
      principalId: deviceId,
      deviceId,
      deviceName: "sensor-1",
      expiresAtMs: undefined,
    });
    if (!result.ok) throw new Error("refused");
    expect(result.rules).toEqual([
      {
        roleName: "own-subtree",
        position: 1,
        effect: "allow",
        action: "both",
        filter: "${device}/#",
        qosMax: 2,
        retainAllowed: true,
      },
      expect.objectContaining({ roleName: "read-only", action: "subscribe", filter: "#" }),
      expect.objectContaining({ roleName: "read-only", action: "subscribe", filter: "$SYS/#" }),
    ]);
  });

  it("has the roles of the groups whose labels it carries, after its own: lower priority first, then by name", async () => {
    const device = await addDevice("grouped", ["read-only"]);
    await addCredential(device, secret);
    await db.sql`update devices set labels = '{"site":"osaka","hall":"3"}' where id = ${device}`;
    await addGroup("Zebra", { site: "osaka" }, 10, ["anonymous"]);
    await addGroup("a late one", { hall: "3" }, 10, ["read-only", "own-subtree", "anonymous"]);
    await addGroup("of others", { hall: "3", site: "kobe" }, 1, ["whole-tenant"]);
    const roleNames = async () => {
      const result = await authenticate(request("acme/grouped", secret));
      return result.ok ? [...new Set(result.rules.map(({ roleName }) => roleName))] : [];
    };
    expect(await roleNames()).toEqual(["read-only", "anonymous", "own-subtree"]);
    await db.sql`update device_groups set priority = 20 where name = 'Zebra'`;
    expect(await roleNames()).toEqual(["read-only", "own-subtree", "anonymous"]);
    // The same for thousands at once.
    const [listed] = await listIdentityDevices(db.sql, tenantId, [device]);
    expect([...new Set(listed?.rules.map(({ roleName }) => roleName))]).toEqual(await roleNames());
    await db.sql`update devices set labels = '{"site":"kobe","hall":"3"}' where id = ${device}`;
    expect(await roleNames()).toEqual(["read-only", "whole-tenant", "own-subtree", "anonymous"]);
  });

  it.each(["acme.mqtt.example.test", "ACME.mqtt.example.test"])(
    "needs only its name where the server name is %s",
    async (serverName) => {
      expect(await authenticate(request("sensor-1", secret, { serverName }))).toMatchObject({ ok: true, deviceId });
    },
  );

  it("may have several secrets, and is told apart by the one it used", async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const second = newSecret();
    const credentialId = await addCredential(deviceId, second, { expiresAt });
    const result = await authenticate(request("acme/sensor-1", second));
    expect(result).toMatchObject({ ok: true, credentialId, expiresAtMs: expiresAt.getTime() });
  });

  it.each([
    ["a wrong secret", "acme/sensor-1", "wrong", "wrongPassword", true],
    ["no secret", "acme/sensor-1", undefined, "missingCredential", true],
    ["a name that no device has", "acme/sensor-2", "wrong", "unknownDevice", true],
    ["a name that no device could have", "acme/a/b", "wrong", "unknownDevice", true],
    ["an unknown tenant", "nobody/sensor-1", "wrong", "unknownTenant", false],
    ["a tenant that could not be", "../sensor-1", "wrong", "unknownTenant", false],
    ["no tenant at all", "sensor-1", "wrong", "unknownTenant", false],
    ["an empty username", "", "wrong", "unknownTenant", false],
    ["another tenant's device", "rival/sensor-1", "wrong", "unknownDevice", true],
  ])(
    "is refused with %s: the client sees 0x86, the owner the reason",
    async (_what, username, password, refusal, told) => {
      const result = await authenticate(request(username, password));
      expect(result).toMatchObject({ ok: false, refusal, reasonCode: 0x86 });
      expect("tenantId" in result).toBe(told);
    },
  );

  it("is not let into another tenant by its own secret", async () => {
    expect(await authenticate(request("rival/sensor-1", secret))).toMatchObject({ ok: false });
  });

  it("is refused with a revoked, an expired, or (when disabled) the right secret", async () => {
    const [revoked, expired, disabled] = [newSecret(), newSecret(), newSecret()];
    await addCredential(deviceId, revoked, { revokedAt: new Date() });
    await addCredential(deviceId, expired, { expiresAt: new Date(Date.now() - 1000) });
    const off = await addDevice("sensor-off", ["own-subtree"], "disabled");
    await addCredential(off, disabled);
    expect(await authenticate(request("acme/sensor-1", revoked))).toMatchObject({ refusal: "wrongPassword" });
    expect(await authenticate(request("acme/sensor-1", expired))).toMatchObject({
      refusal: "credentialExpired",
      reasonCode: 0x86,
    });
    expect(await authenticate(request("acme/sensor-off", disabled))).toMatchObject({
      refusal: "deviceDisabled",
      reasonCode: 0x8a,
    });
    expect(await authenticate(request("acme/sensor-off", "wrong"))).toMatchObject({ reasonCode: 0x86 });
  });
});

describe("a client without a username", () => {
  it("is refused unless there is an anonymous tenant", async () => {
    expect(await authenticate(request(undefined))).toMatchObject({ refusal: "missingCredential", reasonCode: 0x87 });
  });

  it("enters the anonymous tenant under its role anonymous", async () => {
    const open = identityFromPostgres({
      sql: db.sql,
      keys,
      publicHost: "localhost",
      anonymousTenant: "acme",
      log: silentLog,
    });
    expect(await open(request(undefined))).toMatchObject({
      ok: true,
      tenantId,
      principalId: "anonymous",
      deviceId: undefined,
      rules: [{ roleName: "anonymous", action: "both", filter: "#" }],
    });
    // A username is a claim to be somebody, and is checked.
    expect(await open(request("acme/sensor-1", "wrong"))).toMatchObject({ ok: false });
  });
});

describe("a person in the console", () => {
  const token = (actAs: Parameters<typeof mintConsoleToken>[1]["actAs"], user = userId, tenant = tenantId) =>
    mintConsoleToken(keys.consoleToken, { tenantId: tenant, userId: user, userSessionId, actAs });

  it("acts as the whole tenant, only reading, or as one device", async () => {
    const whole = await authenticate(request("acme/$console", await token({ kind: "wholeTenant" })));
    expect(whole).toMatchObject({
      ok: true,
      principalId: `console:${userId}`,
      rules: [
        { action: "both", filter: "#" },
        { action: "subscribe", filter: "$SYS/#" },
      ],
    });
    const reading = await authenticate(request("acme/$console", await token({ kind: "readOnly" })));
    expect(reading).toMatchObject({
      ok: true,
      rules: [
        { action: "subscribe", filter: "#" },
        { action: "subscribe", filter: "$SYS/#" },
      ],
    });
    const device = await authenticate(request("acme/$console", await token({ kind: "device", deviceId })));
    expect(device).toMatchObject({
      ok: true,
      deviceId,
      deviceName: "sensor-1",
      rules: [{ roleName: "own-subtree" }, { roleName: "read-only" }, { roleName: "read-only" }],
    });
    const principals = [whole, reading, device].map((result) => result.ok && result.principalId);
    expect(new Set(principals).size).toBe(3);
  });

  it("may no more than the member's role allows now, whatever the token says, and as a device what its labels give", async () => {
    const tokens = { whole: await token({ kind: "wholeTenant" }), reading: await token({ kind: "readOnly" }) };
    await db.sql`update devices set labels = '{"site":"north"}' where id = ${deviceId}`;
    const device = await authenticate(request("acme/$console", await token({ kind: "device", deviceId })));
    expect(device).toMatchObject({ labels: { site: "north" } });
    await db.sql`update memberships set role = 'viewer' where user_id = ${userId}`;
    try {
      expect(await authenticate(request("acme/$console", tokens.whole))).toMatchObject({ refusal: "tokenInvalid" });
      expect(await authenticate(request("acme/$console", tokens.reading))).toMatchObject({ ok: true });
    } finally {
      await db.sql`update memberships set role = 'owner' where user_id = ${userId}`;
    }
  });

  it("is refused with a forged token, another tenant's, or one of somebody who is no member any more", async () => {
    const forged = await mintConsoleToken(deriveKeys("some other installation's secret").consoleToken, {
      tenantId,
      userId,
      userSessionId,
      actAs: { kind: "wholeTenant" },
    });
    for (const [username, password] of [
      ["acme/$console", forged],
      ["acme/$console", secret],
      ["rival/$console", await token({ kind: "wholeTenant" })],
      ["acme/$console", await token({ kind: "wholeTenant" }, newId("user"))],
    ] as const) {
      expect(await authenticate(request(username, password))).toMatchObject({
        refusal: "tokenInvalid",
        reasonCode: 0x86,
      });
    }
  });
});

describe("a person who is signed out", () => {
  it.each([
    ["by themselves", db.sql`update user_sessions set ended_at = now()`],
    ["by time", db.sql`update user_sessions set ended_at = null, expires_at = now()`],
  ])("%s is not let in by a token from before", async (_, statement) => {
    const password = await mintConsoleToken(keys.consoleToken, {
      tenantId,
      userId,
      userSessionId,
      actAs: { kind: "readOnly" },
    });
    await statement;
    expect(await authenticate(request("acme/$console", password))).toMatchObject({ refusal: "tokenInvalid" });
  });
});

describe("without its database", () => {
  it("lets nobody in", async () => {
    const nowhere = openDatabase("postgres://hato:x@127.0.0.1:1/hato");
    afterAll(() => nowhere.close());
    const closed = identityFromPostgres({
      sql: nowhere.sql,
      keys,
      publicHost: "localhost",
      anonymousTenant: "acme",
      log: silentLog,
    });
    for (const who of [request("acme/sensor-1", secret), request(undefined)]) {
      expect(await closed(who)).toMatchObject({ ok: false, refusal: "databaseAway", reasonCode: 0x88 });
    }
  });
});

describe("with a database that hangs", () => {
  it("waits for a bounded number of answers, and turns away the others at once", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const hanging = openDatabase(`postgres://hato:x@127.0.0.1:${(silent.address() as AddressInfo).port}/hato`);
    const ask = identityFromPostgres({
      sql: hanging.sql,
      keys,
      publicHost: "localhost",
      anonymousTenant: undefined,
      log: silentLog,
      questionsMax: 2,
    });
    const waiting = [1, 2].map(() => ask(request("acme/sensor-1", secret)));
    const third = ask(request("acme/sensor-1", secret));
    expect(await Promise.race([third, ...waiting.map((answer) => answer.then(() => "an earlier one"))])).toMatchObject({
      refusal: "databaseAway",
      reasonCode: 0x88,
    });
    await hanging.sql.end({ timeout: 0 });
    silent.close();
    for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ ok: false });
    // Those are answered, so there is room for others to be asked.
    expect(await ask(request("acme/sensor-1", secret))).toMatchObject({ refusal: "databaseAway" });
  });
});
