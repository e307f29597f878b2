import { describe, expect, it } from "vitest";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import { verifyPassword } from "#db/passwords.ts";
import * as schema from "#db/schema/index.ts";
import { deriveKeys } from "#db/secrets.ts";
import { bootstrap } from "#server/bootstrap.ts";
import { testDatabase } from "#test/database.ts";

const db = await testDatabase();
const keys = deriveKeys("a secret of this test, and of no other");
const nothing = { email: undefined, password: undefined, tenant: undefined, apiKey: undefined };
const everything = {
  email: "owner@example.test",
  password: "correct horse battery",
  tenant: "acme",
  apiKey: "hato_this-is-a-long-enough-key",
};

async function contents() {
  const [users, tenants, memberships, apiKeys, roles] = await Promise.all([
    db.orm.select().from(schema.users),
    db.orm.select().from(schema.tenants),
    db.orm.select().from(schema.memberships),
    db.orm.select().from(schema.apiKeys),
    db.orm.select().from(schema.roles),
  ]);
  return { users, tenants, memberships, apiKeys, roles };
}

describe("bootstrap", () => {
  it("makes nothing when nothing is asked", async () => {
    await bootstrap(db, keys, { bootstrap: nothing, anonymousTenant: undefined });
    expect((await contents()).tenants).toEqual([]);
  });

  it("makes owner, tenant and key once, however often and however many at once", async () => {
    const run = () => bootstrap(db, keys, { bootstrap: everything, anonymousTenant: "guests" });
    await Promise.all([run(), run()]);
    const first = await contents();
    await run();
    expect(await contents()).toEqual(first);
    expect(first.users.map((user) => user.email)).toEqual(["owner@example.test"]);
    expect(await verifyPassword(first.users[0]?.passwordHash ?? null, everything.password)).toBe(true);
    expect(first.tenants.map((tenant) => tenant.slug).sort()).toEqual(["acme", "guests"]);
    expect(first.memberships).toMatchObject([{ userId: first.users[0]?.id, role: "owner" }]);
    expect(first.apiKeys).toMatchObject([{ name: "bootstrap", scopes: [...API_KEY_SCOPES] }]);
    expect(first.roles).toHaveLength(8);
  });

  it("leaves a password that was changed since", async () => {
    await db.sql`update users set password_hash = 'changed'`;
    await bootstrap(db, keys, { bootstrap: everything, anonymousTenant: undefined });
    expect((await contents()).users[0]?.passwordHash).toBe("changed");
  });

  it("does with a tenant and a key alone", async () => {
    const config = { ...nothing, tenant: "solo", apiKey: "hato_another-long-enough-key" };
    await bootstrap(db, keys, { bootstrap: config, anonymousTenant: undefined });
    const { tenants, memberships } = await contents();
    const solo = tenants.find((tenant) => tenant.slug === "solo");
    expect(solo).toBeDefined();
    expect(memberships.some((membership) => membership.tenantId === solo?.id)).toBe(false);
  });

  it("does not give one tenant's key to another", async () => {
    const config = { ...nothing, tenant: "thief", apiKey: everything.apiKey };
    await expect(bootstrap(db, keys, { bootstrap: config, anonymousTenant: undefined })).rejects.toThrow(
      'BOOTSTRAP_API_KEY: the tenant "acme" has this key already: choose another',
    );
    expect((await contents()).tenants.some((tenant) => tenant.slug === "thief")).toBe(false);
  });
});
