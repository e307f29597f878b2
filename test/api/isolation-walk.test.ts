import { beforeAll, describe, expect, test } from "vitest";
import { exampleNewTokenIssuer } from "#app/_api/examples/device-sign-in.ts";
import { openApiDocument } from "#app/_api/openapi.ts";
import { operations } from "#app/_api/operations.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { workOnOneJob } from "#app/_services/jobs/runner.ts";
import { newId } from "#core/ids.ts";
import { ask, comparable } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

/**
 * Walks every route of the OpenAPI document that names a thing by its id, with ids of another tenant and with ids of
 * nothing: the two answers must be the same, byte for byte, and the other tenant's things must be untouched.
 */

const database = await openHouse();
let owner: UserActor;
let key: string;
let strangersKey: string;
/** Things of the stranger, by path parameter. */
const foreign: Record<string, string> = {};
/** A device of the asker's own: its path with a credential of the stranger's. */
let ownDevice: string;

const MISSING: Record<string, string> = {
  deviceId: newId("device"),
  credentialId: newId("credential"),
  certificateId: newId("certificate"),
  authorityId: newId("certificateAuthority"),
  apiKeyId: newId("apiKey"),
  jobId: newId("job"),
  sessionId: Buffer.from(`${newId("device")}\0missing`).toString("base64url"),
  name: "result",
  memberId: newId("user"),
  invitationId: newId("invitation"),
  auditEntryId: newId("audit"),
  banId: newId("ban"),
  roleId: newId("role"),
  groupId: newId("group"),
  // A number that every role has; of whose role it is, the other parameter says.
  version: "1",
  tokenIssuerId: newId("tokenIssuer"),
  traceId: newId("trace"),
  armingId: newId("arming"),
};

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  const { owner: stranger } = await newTenant("globex");
  key = await newKey(owner, "admin");
  strangersKey = await newKey(stranger, "admin");
  const created = await ask("POST", "/devices", { key: strangersKey, body: { name: "sensor-1" } });
  foreign.deviceId = created.body.device.id;
  foreign.credentialId = created.body.credential.id;
  const path = `/devices/${foreign.deviceId}/certificates`;
  const { certificate } = (await ask("POST", path, { key: strangersKey })).body;
  foreign.certificateId = certificate.id;
  foreign.authorityId = certificate.authorityId;
  const keys = await ask("GET", "/api-keys", { key: strangersKey });
  foreign.apiKeyId = keys.body.data[0].id;
  foreign.jobId = (await ask("POST", "/devices/export", { key: strangersKey, body: {} })).body.id;
  // The broker is away: that it keeps tenants apart is shown beside a living one (sessions.test.ts, traces.test.ts).
  foreign.sessionId = Buffer.from(`${foreign.deviceId}\0sensor-1`).toString("base64url");
  foreign.traceId = newId("trace");
  foreign.armingId = newId("arming");
  foreign.name = "result";
  await workOnOneJob();
  foreign.memberId = stranger.id;
  const invited = await ask("POST", "/invitations", { key: strangersKey, body: { role: "viewer" } });
  foreign.invitationId = invited.body.invitation.id;
  foreign.banId = (await ask("POST", "/bans", { key: strangersKey, body: { clientId: "x" } })).body.id;
  foreign.auditEntryId = (await ask("GET", "/audit", { key: strangersKey })).body.data[0].id;
  const roles = await ask("GET", "/roles", { key: strangersKey });
  foreign.roleId = roles.body.data[0].id;
  foreign.version = "1";
  const group = { name: "hall", selector: { hall: "3" }, roles: ["read-only"] };
  foreign.groupId = (await ask("POST", "/groups", { key: strangersKey, body: group })).body.id;
  const entered = await ask("POST", "/token-issuers", { key: strangersKey, body: exampleNewTokenIssuer });
  foreign.tokenIssuerId = entered.body.id;
  ownDevice = (await ask("POST", "/devices", { key, body: { name: "sensor-1" } })).body.device.id;
});

/** Only the broker knows it, and here it is away. */
const isOfBroker = (path: string) => /\{(?:sessionId|traceId|armingId)\}/.test(path);

const fill = (path: string, ids: Record<string, string>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`The walk knows no ${name}; teach it.`);
    return id;
  });

const everything = async () =>
  JSON.stringify([
    await database.sql`select * from devices order by id`,
    await database.sql`select * from device_credentials order by id`,
    await database.sql`select * from device_certificates order by id`,
    await database.sql`select * from certificate_authorities order by id`,
    await database.sql`select * from token_issuers order by id`,
    await database.sql`select id, name, scopes, revoked_at from api_keys order by id`,
    await database.sql`select * from jobs order by id`,
    await database.sql`select tenant_id, user_id, role from memberships order by tenant_id, user_id`,
    await database.sql`select * from invitations order by id`,
    await database.sql`select * from bans order by id`,
    await database.sql`select * from device_limits order by device_id`,
    await database.sql`select * from audit order by id`,
    await database.sql`select * from roles order by id`,
    await database.sql`select * from rules order by role_id, position`,
    await database.sql`select * from role_versions order by role_id, version`,
    await database.sql`select * from device_groups order by id`,
    await database.sql`select * from device_group_roles order by group_id, position`,
  ]);

const paths = Object.entries(openApiDocument().paths);
const withIds = paths.flatMap(([path, methods]) =>
  path.includes("{") ? Object.keys(methods).map((method) => [method.toUpperCase(), path] as const) : [],
);

test("the walk knows every path with an id", () => {
  expect(withIds).toHaveLength(operations.filter(({ path }) => path.includes("{")).length);
});

describe.each(withIds)("%s %s", (method, path) => {
  const body = operations.find((one) => one.method === method && one.path === path)?.example.body;

  test("another tenant's id answers as a missing one", async () => {
    const before = await everything();
    const theirs = await ask(method, fill(path, foreign), { key, body });
    const missing = await ask(method, fill(path, MISSING), { key, body });
    expect(theirs.status).toBe(isOfBroker(path) ? 503 : 404);
    expect(comparable(theirs)).toBe(comparable(missing));
    expect(await everything()).toBe(before);
  });

  test("so it does below a device of one's own", async () => {
    if (!path.includes("{credentialId}")) return;
    const theirs = await ask(method, fill(path, { ...foreign, deviceId: ownDevice }), { key, body });
    const missing = await ask(method, fill(path, { ...MISSING, deviceId: ownDevice }), { key, body });
    expect(theirs.status).toBe(404);
    expect(comparable(theirs)).toBe(comparable(missing));
  });

  test("the tenant itself finds it", async () => {
    if (method !== "GET" || isOfBroker(path)) return;
    expect((await ask(method, fill(path, foreign), { key: strangersKey })).status).toBe(200);
  });
});

test("lists hold nothing of another tenant, also when asked by its ids and names", async () => {
  for (const path of [
    "/devices",
    `/devices?search=${foreign.deviceId}`,
    "/devices?name=sensor-1",
    "/api-keys",
    "/token-issuers",
    "/jobs",
    "/members",
    "/invitations",
    "/audit",
    `/audit?target=${foreign.deviceId}`,
    `/audit?actor=${foreign.memberId}`,
    "/audit/export?format=jsonl",
    "/roles",
    "/groups",
    "/certificates",
    "/certificate-authorities",
    "/api-keys",
  ]) {
    const { text } = await ask("GET", path, { key });
    for (const id of Object.values(foreign).filter((one) => one.includes("_"))) expect(text).not.toContain(id);
  }
});

test("a cursor of another tenant shows one's own devices only", async () => {
  await ask("POST", "/devices", { key: strangersKey, body: { name: "sensor-2" } });
  await ask("POST", "/devices", { key, body: { name: "sensor-3" } });
  const { body } = await ask("GET", "/devices?limit=1", { key: strangersKey });
  const page = await ask("GET", `/devices?cursor=${body.nextCursor}`, { key });
  expect(page.body.data.map((device: { name: string }) => device.name)).toEqual(["sensor-3"]);
});
