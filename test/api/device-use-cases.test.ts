import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor, UserActor } from "#app/_services/actor.ts";
import { createDevice } from "#app/_services/devices/create-device.ts";
import { deleteDevice } from "#app/_services/devices/delete-device.ts";
import { createDeviceInput, listDevicesInput } from "#app/_services/devices/device.ts";
import { getDevice } from "#app/_services/devices/get-device.ts";
import { listCredentials } from "#app/_services/devices/list-credentials.ts";
import { listDevices } from "#app/_services/devices/list-devices.ts";
import { revokeCredential } from "#app/_services/devices/revoke-credential.ts";
import { rotateCredential } from "#app/_services/devices/rotate-credential.ts";
import { updateDevice } from "#app/_services/devices/update-device.ts";
import type { ChangeNotice } from "#core/control.ts";
import { MEMBER_ROLES } from "#core/permissions.ts";
import { audit, deviceCredentials, devices } from "#db/schema/index.ts";
import { makeScramVerifier, parseScramVerifier, scramSalt } from "#db/scram.ts";
import { deriveKeys, hashSecret } from "#db/secrets.ts";
import { newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let owner: UserActor;
let stranger: UserActor;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  ({ owner: stranger } = await newTenant("globex"));
});

const create = (actor: Actor, name: string, more: object = {}) =>
  createDevice(actor, createDeviceInput.parse({ name, ...more }));

describe("a device is created", () => {
  test("with a credential of which only what proves it is kept", async () => {
    const { device, credential } = await create(owner, "pump-1", { labels: { site: "osaka" } });
    expect(device).toMatchObject({ name: "pump-1", username: "acme/pump-1", roles: ["own-subtree"], version: 1 });
    expect(credential.username).toBe("acme/pump-1");
    const [row] = await database.orm.select().from(deviceCredentials).where(eq(deviceCredentials.deviceId, device.id));
    const { deviceSecret, scramSalt: key } = deriveKeys(process.env.AUTH_SECRET ?? "");
    expect(row?.secretHash).toEqual(hashSecret(deviceSecret, credential.password));
    const salt = scramSalt(key, owner.tenantId, "pump-1");
    expect(parseScramVerifier(row?.scramVerifier ?? "")).toEqual(await makeScramVerifier(credential.password, salt));
    expect(JSON.stringify(await database.orm.select().from(audit))).not.toContain(credential.password);
  });

  test("with the roles that are named, in their order", async () => {
    const { device } = await create(owner, "gateway", { roles: ["read-only", "own-subtree"] });
    expect((await getDevice(owner, device.id)).roles).toEqual(["read-only", "own-subtree"]);
  });

  test("not when a role does not exist, and then nothing is left behind", async () => {
    await expect(create(owner, "lost", { roles: ["own-subtree", "nope"] })).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ path: ["roles", 1], code: "unknown" }],
    });
    expect(await database.orm.select().from(devices).where(eq(devices.name, "lost"))).toEqual([]);
  });

  test("not twice by one name, but by another tenant", async () => {
    await create(owner, "twin");
    await expect(create(owner, "twin")).rejects.toMatchObject({ code: "conflict", issues: [{ path: ["name"] }] });
    await expect(create(stranger, "twin")).resolves.toBeDefined();
  });

  test("once, when two ask for the name at the same moment", async () => {
    const outcomes = await Promise.allSettled([create(owner, "race"), create(owner, "race")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

test("every change is told to the broker in the transaction that makes it, and written down", async () => {
  const notices: ChangeNotice[] = [];
  const subscription = await database.sql.listen("hato_change", (text) => notices.push(JSON.parse(text)));
  const { device, credential } = await create(owner, "told");
  await updateDevice(owner, device.id, { status: "disabled" });
  await rotateCredential(owner, device.id, { overlapHours: 0 });
  await revokeCredential(owner, device.id, credential.id);
  await deleteDevice(owner, device.id);
  // A notice of our own comes after theirs.
  await database.sql.notify("hato_change", JSON.stringify({ kind: "tenant" }));
  await expect.poll(() => notices.at(-1)?.kind).toBe("tenant");
  await subscription.unlisten();
  expect(notices.slice(0, -1)).toEqual(
    ["device", "device", "credential", "credential", "device"].map((kind) => ({
      tenantId: owner.tenantId,
      kind,
      id: device.id,
      auditId: expect.stringMatching(/^aud_/),
    })),
  );
  const lines = await database.orm.select().from(audit).where(eq(audit.targetId, device.id)).orderBy(audit.id);
  expect(lines.map(({ action }) => action).sort()).toEqual([
    "credential.revoke",
    "credential.rotate",
    "device.create",
    "device.delete",
    "device.update",
  ]);
  expect(lines.every((line) => line.actorLabel === "acme@example.com" && line.targetLabel === "told")).toBe(true);
  expect(lines.find(({ action }) => action === "device.update")).toMatchObject({
    before: { status: "enabled" },
    after: { status: "disabled" },
  });
});

test("an update with a version that is no longer the device's changes nothing", async () => {
  const { device } = await create(owner, "versioned");
  expect((await updateDevice(owner, device.id, { description: "one" }, 1)).version).toBe(2);
  await expect(updateDevice(owner, device.id, { description: "two" }, 1)).rejects.toMatchObject({
    code: "precondition_failed",
  });
  expect((await getDevice(owner, device.id)).description).toBe("one");
});

describe("a credential is rotated", () => {
  test("without overlap: what was there ends at once", async () => {
    const { device, credential } = await create(owner, "rotated");
    const next = await rotateCredential(owner, device.id, { overlapHours: 0 });
    expect(next.password).not.toBe(credential.password);
    expect((await listCredentials(owner, device.id)).map(({ id, status }) => [id, status])).toEqual([
      [next.id, "active"],
      [credential.id, "revoked"],
    ]);
  });

  test("with overlap: what was there goes on, but never longer than it would have", async () => {
    const { device, credential } = await create(owner, "overlapping");
    await rotateCredential(owner, device.id, { overlapHours: 1 });
    const endOf = async () =>
      Date.parse((await listCredentials(owner, device.id)).find(({ id }) => id === credential.id)?.expiresAt ?? "");
    const first = await endOf();
    expect(first - Date.now()).toBeGreaterThan(3_500_000);
    expect(first - Date.now()).toBeLessThanOrEqual(3_600_000);
    await rotateCredential(owner, device.id, { overlapHours: 24 });
    expect(await endOf()).toBe(first);
  });

  test("only so often with overlap, and the list of ended ones stays short", async () => {
    const { device } = await create(owner, "spinning");
    for (let live = 1; live < 10; live++) await rotateCredential(owner, device.id, { overlapHours: 24 });
    await expect(rotateCredential(owner, device.id, { overlapHours: 24 })).rejects.toMatchObject({ code: "conflict" });
    for (let i = 0; i < 30; i++) await rotateCredential(owner, device.id, { overlapHours: 0 });
    const all = await listCredentials(owner, device.id);
    expect(all.filter(({ status }) => status === "active")).toHaveLength(1);
    expect(all.length).toBeLessThanOrEqual(22);
  });
});

describe("permissions", () => {
  test.each(MEMBER_ROLES)("a member with the role %s", async (memberRole) => {
    const member: UserActor = { ...owner, memberRole };
    await expect(listDevices(member, listDevicesInput.parse({}))).resolves.toBeDefined();
    const attempt = create(member, `by-${memberRole}`);
    if (memberRole === "viewer") await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    else await expect(attempt).resolves.toBeDefined();
  });
});

test("as a tenant, only that tenant's rows exist, whatever the statement asks for", async () => {
  const { device } = await create(stranger, "hidden");
  const seen = await database.asTenant(owner.tenantId, (orm) => orm.select().from(devices));
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((row) => row.tenantId === owner.tenantId)).toBe(true);
  expect(await database.asTenant("", (orm) => orm.select().from(devices))).toEqual([]);
  const changed = await database.asTenant(owner.tenantId, (orm) =>
    orm.update(devices).set({ description: "taken over" }).where(eq(devices.id, device.id)).returning(),
  );
  expect(changed).toEqual([]);
});
