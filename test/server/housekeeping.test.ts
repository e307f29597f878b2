import { getTableName } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { CHANGE_CHANNEL } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import { sweepSignInFailures } from "#db/queries/housekeeping.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { Housekeeping } from "#server/housekeeping.ts";
import { silentLog } from "#server/log.ts";
import { testDatabase } from "#test/database.ts";
import { fillTenant, tenantTables } from "#test/db/full-tenant.ts";

const db = await testDatabase();
const userId = newId("user");
let tenantId = "";

beforeAll(async () => {
  await db.sql`insert into users (id, email) values (${userId}, 'a@example.test')`;
  tenantId = (await db.transaction((orm) => createTenant(orm, { slug: "acme", name: "Acme" }))).id;
});

async function sweep(auditRetentionDays = 30): Promise<void> {
  const housekeeping = new Housekeeping(db, { sessionIdleHours: 24, auditRetentionDays }, silentLog);
  await housekeeping.sweep();
  await housekeeping.close();
}

const idsOf = async (table: string) => (await db.sql`select id from ${db.sql(table)} order by id`).map(({ id }) => id);

describe("what is over is cleared away, and what is not stays", () => {
  it("sign-ins", async () => {
    await db.sql`insert into user_sessions (id, user_id, method, last_seen_at, expires_at, ended_at) values
      ('live', ${userId}, 'password', now(), now() + interval '1 day', null),
      ('just ended', ${userId}, 'password', now(), now() + interval '1 day', now() - interval '1 day'),
      ('ended', ${userId}, 'password', now(), now() + interval '1 day', now() - interval '8 days'),
      ('expired', ${userId}, 'password', now(), now() - interval '8 days', null),
      ('unused', ${userId}, 'password', now() - interval '9 days', now() + interval '1 day', null)`;
    await sweep();
    expect(await idsOf("user_sessions")).toEqual(["just ended", "live"]);
  });

  it("links", async () => {
    await db.sql`insert into password_resets (user_id, token_hash, expires_at) values (${userId}, 'x', now())`;
    await db.sql`insert into invitations (tenant_id, id, role, token_hash, created_by, created_by_label, expires_at, accepted_at, revoked_at)
      select ${tenantId}, id, 'viewer', id::bytea, 'x', 'x', now() + expires, now() + accepted, now() + revoked from (values
        ('pending', interval '1 day', null::interval, null::interval),
        ('expired', interval '-31 days', null, null),
        ('accepted', interval '-20 days', interval '-31 days', null),
        ('revoked', interval '1 day', null, interval '-31 days'),
        ('just revoked', interval '1 day', null, interval '-1 day')) v(id, expires, accepted, revoked)`;
    await sweep();
    expect(await db.sql`select from password_resets`).toHaveLength(0);
    expect(await idsOf("invitations")).toEqual(["just revoked", "pending"]);
  });

  it("entries of the audit log older than they are to be kept, of every tenant, however many", async () => {
    const other = (await db.transaction((orm) => createTenant(orm, { slug: "other", name: "Other" }))).id;
    const old = Date.now() - 31 * 86_400_000;
    for (const id of [tenantId, other]) {
      const ids = [...Array.from({ length: 2_500 }, () => newId("audit", old)), newId("audit")];
      await db.sql`insert into audit (tenant_id, id, actor_kind, actor_label, action, target_kind, target_id)
        select ${id}, unnest(${ids}::text[]), 'system', 'x', 'x.y', 'x', 'x'`;
    }
    await sweep(0);
    expect(await idsOf("audit")).toHaveLength(5_002);
    await sweep(30);
    expect(await idsOf("audit")).toHaveLength(2);
  });

  it("failed sign-ins of yesterday, and beyond so many the oldest", async () => {
    await db.sql`insert into sign_in_failures (account, place, failures, last_at, locked_until)
      select decode(lpad(n::text, 4, '0'), 'hex'), '', 1, now() - make_interval(mins => n), null from generate_series(1, 50) n`;
    await db.sql`insert into sign_in_failures (account, place, failures, last_at)
      values ('yesterday', '', 9, now() - interval '25 hours')`;
    await sweep();
    expect(await db.sql`select from sign_in_failures`).toHaveLength(50);
    while ((await sweepSignInFailures(db.orm, 20, 7)) > 0);
    const left = await db.sql`select min(last_at) > now() - interval '21 minutes' as newest from sign_in_failures`;
    expect(left[0]?.newest).toBe(true);
    expect(await db.sql`select from sign_in_failures`).toHaveLength(20);
  });

  it("tenants whose owners had them deleted, with every row that refers to them, and no others", async () => {
    const made = async (slug: string) => (await db.transaction((orm) => createTenant(orm, { slug, name: slug }))).id;
    const [gone, later, stays] = [await made("gone"), await made("later"), await made("stays")];
    await fillTenant(db, gone, "gone");
    await fillTenant(db, stays, "stays");
    await db.sql`update tenants set deletion_due_at = now() - interval '1 minute' where id = ${gone}`;
    await db.sql`update tenants set deletion_due_at = now() + interval '1 minute' where id = ${later}`;
    const told: string[] = [];
    const { unlisten } = await db.sql.listen(CHANGE_CHANNEL, (notice) => told.push(notice));
    await sweep();
    await expect
      .poll(() => told.map((notice) => JSON.parse(notice)))
      .toEqual([{ tenantId: gone, kind: "tenant", id: gone }]);
    await unlisten();
    expect(await db.sql`select id from tenants where id in (${gone}, ${later}, ${stays}) order by slug`).toEqual([
      { id: later },
      { id: stays },
    ]);
    const left: string[] = [];
    for (const table of tenantTables) {
      const name = getTableName(table);
      const rows = await db.sql`select tenant_id from ${db.sql(name)} where tenant_id in (${gone}, ${stays})`;
      expect(rows.some(({ tenant_id }) => tenant_id === stays)).toBe(true);
      if (rows.some(({ tenant_id }) => tenant_id === gone)) left.push(name);
    }
    // These go when the broker ends the tenant's sessions, or sweeps what nobody owns.
    expect(left.sort()).toEqual(["deliveries", "events", "incoming_qos2", "messages", "subscriptions"]);
  });
});
