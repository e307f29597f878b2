import { beforeAll, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { keepTenant } from "#app/_services/tenants/keep-tenant.ts";
import { scheduleDeletion } from "#app/_services/tenants/schedule-deletion.ts";
import { DELETION_GRACE_DAYS } from "#app/_services/tenants/tenant.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let owner: UserActor;
let key: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
});

test("a tenant gets another name, and keeps its slug", async () => {
  const { status, body } = await ask("PATCH", "/tenant", { key, body: { name: "Acme Pumps" } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ slug: "acme", name: "Acme Pumps", deletionDueAt: null });
  expect((await ask("PATCH", "/tenant", { key, body: { name: " " } })).status).toBe(400);
  expect((await ask("GET", "/tenant", { key })).body.name).toBe("Acme Pumps");
});

test("an owner has it deleted in seven days, and may keep it until then", async () => {
  await expect(scheduleDeletion(owner, { slug: "acne" })).rejects.toMatchObject({ code: "invalid_request" });
  const before = Date.now();
  const { deletionDueAt } = await scheduleDeletion(owner, { slug: "acme" });
  const graceMs = Date.parse(deletionDueAt ?? "") - before;
  expect(Math.round(graceMs / 86_400_000)).toBe(DELETION_GRACE_DAYS);
  // The first day holds.
  expect((await scheduleDeletion(owner, { slug: "acme" })).deletionDueAt).toBe(deletionDueAt);
  // Everything works meanwhile.
  expect((await ask("POST", "/devices", { key, body: { name: "pump" } })).status).toBe(201);
  expect((await ask("GET", "/tenant", { key })).body.deletionDueAt).toBe(deletionDueAt);
  expect((await keepTenant(owner)).deletionDueAt).toBeNull();
  expect((await keepTenant(owner)).deletionDueAt).toBeNull();
  const entries = await database.sql`
    select action from audit where tenant_id = ${owner.tenantId} and action like 'tenant.%' order by id`;
  expect(entries.map(({ action }) => action)).toEqual([
    "tenant.create",
    "tenant.update",
    "tenant.scheduleDeletion",
    "tenant.keep",
  ]);
});

test("nobody but an owner does, and no API key", async () => {
  const admin: UserActor = { ...owner, memberRole: "admin" };
  await expect(scheduleDeletion(admin, { slug: "acme" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(keepTenant(admin)).rejects.toMatchObject({ code: "forbidden" });
});
