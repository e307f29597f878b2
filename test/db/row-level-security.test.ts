import { getTableName, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant } from "#db/queries/tenants.ts";
import * as schema from "#db/schema/index.ts";
import { testDatabase } from "#test/database.ts";
import { fillTenant, tables, tenantTables } from "./full-tenant.ts";

const db = await testDatabase();
/** Written by the broker alone; a tenant may look. */
const BROKERS_OWN: ReadonlySet<string> = new Set([
  "subscriptions",
  "deliveries",
  "messages",
  "incoming_qos2",
  "retained",
  "usage",
  "events",
]);
/** Rows that nobody changes. */
const APPEND_ONLY: ReadonlySet<string> = new Set(["audit", "role_versions"]);
let ours = "";
let theirs = "";

beforeAll(async () => {
  ours = (await db.transaction((orm) => createTenant(orm, { slug: "ours", name: "Ours" }))).id;
  theirs = (await db.transaction((orm) => createTenant(orm, { slug: "theirs", name: "Theirs" }))).id;
  await fillTenant(db, ours, "one");
  await fillTenant(db, theirs, "two");
});

describe("row-level security", () => {
  it.each(tables.map((table) => [getTableName(table), table] as const))("is on for %s", async (name, table) => {
    expect(getTableConfig(table).enableRLS).toBe(true);
    const [row] = await db.sql`select relrowsecurity as on from pg_class where oid = ${name}::regclass`;
    expect(row?.on).toBe(true);
  });

  it.each(tenantTables.map((table) => [getTableName(table), table] as const))(
    "shows a tenant only its own rows of %s",
    async (_name, table) => {
      const everybodys = await db.orm.select().from(table);
      expect(new Set(everybodys.map(tenantOf))).toEqual(new Set([ours, theirs]));
      const visible = await db.asTenant(ours, (orm) => orm.select().from(table));
      expect(new Set(visible.map(tenantOf))).toEqual(new Set([ours]));
    },
  );

  it.each(tenantTables.map((table) => [getTableName(table), table] as const))(
    "lets a tenant write no row of another into %s",
    async (name, table) => {
      const [row] = await db.orm.select().from(table).where(sql`tenant_id = ${theirs}`).limit(1);
      const insert = db.asTenant(ours, (orm) => orm.insert(table).values({ ...row }));
      const looksOnly = BROKERS_OWN.has(name);
      await expect(causeOf(insert)).resolves.toMatch(looksOnly ? /permission denied/ : /row-level security/);
      // Moving one's own row to the other tenant is refused as well; what only grows refuses every update.
      const move = db.asTenant(ours, (orm) => orm.execute(sql`update ${table} set tenant_id = ${theirs}`));
      await expect(causeOf(move)).resolves.toMatch(
        looksOnly || APPEND_ONLY.has(name) ? /permission denied/ : /row-level security/,
      );
    },
  );

  it("hides other tenants, all people and the installation", async () => {
    const visible = await db.asTenant(ours, (orm) => orm.select().from(schema.tenants));
    expect(visible.map((tenant) => tenant.id)).toEqual([ours]);
    const nobodys = tables.filter((table) => !tenantTables.includes(table) && table !== schema.tenants);
    for (const table of nobodys) {
      const read = db.asTenant(ours, (orm) => orm.select().from(table));
      await expect(causeOf(read)).resolves.toMatch(/permission denied/);
    }
  });

  it("shows a tenant the names and e-mails of its members, of nobody else, and nothing more of them", async () => {
    const { id, email, name, passwordHash } = schema.users;
    const visible = await db.asTenant(ours, (orm) => orm.select({ id, email, name }).from(schema.users));
    expect(visible).toEqual([{ id: "one", email: "one@example.test", name: "" }]);
    const password = db.asTenant(ours, (orm) => orm.select({ passwordHash }).from(schema.users));
    await expect(causeOf(password)).resolves.toMatch(/permission denied/);
    const change = db.asTenant(ours, (orm) => orm.update(schema.users).set({ email: "theirs@example.test" }));
    await expect(causeOf(change)).resolves.toMatch(/permission denied/);
  });

  it("lets the audit log only grow", async () => {
    for (const statement of [sql`delete from audit`, sql`update audit set action = ''`, sql`truncate audit`]) {
      await expect(causeOf(db.asTenant(ours, (orm) => orm.execute(statement)))).resolves.toMatch(/permission denied/);
    }
  });

  it("lets versions of roles be let go of, and not changed", async () => {
    const change = db.asTenant(ours, (orm) => orm.execute(sql`update role_versions set note = ''`));
    await expect(causeOf(change)).resolves.toMatch(/permission denied/);
    await db.asTenant(ours, (orm) => orm.execute(sql`delete from role_versions`));
    expect(await db.sql`select distinct tenant_id from role_versions`).toMatchObject([{ tenant_id: theirs }]);
  });

  it("binds nothing outside asTenant, and lets go after it", async () => {
    await db.asTenant(ours, (orm) => orm.select().from(schema.devices));
    const [row] = await db.sql`select current_user = session_user as owner`;
    expect(row?.owner).toBe(true);
  });
});

function tenantOf(row: Record<string, unknown>): unknown {
  return row.tenantId;
}

/** What PostgreSQL said; drizzle wraps it. */
async function causeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("it was allowed"),
    (refusal: Error) => refusal,
  );
  return error.cause instanceof Error ? error.cause.message : error.message;
}
