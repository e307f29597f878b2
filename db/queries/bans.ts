import { and, asc, desc, eq, gt, isNull, lt, or, sql as raw } from "drizzle-orm";
import type { Sql } from "postgres";
import type { Orm } from "../client.ts";
import { type Ban, bans } from "../schema/index.ts";

/** A ban as the broker takes it. */
export interface BanOfTenant {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly id: string;
  readonly clientId: string;
  readonly deviceName: string;
  readonly network: string;
  readonly expiresAtMs: number | null;
}

/** All bans that hold, of these tenants or of everybody. As the owner of the tables. */
export async function listBansOfAll(sql: Sql, tenantIds?: readonly string[]): Promise<BanOfTenant[]> {
  return sql<BanOfTenant[]>`
    select b.tenant_id as "tenantId", t.slug as "tenantSlug", b.id, b.client_id as "clientId",
      b.device_name as "deviceName", b.network, (extract(epoch from b.expires_at) * 1000)::float8 as "expiresAtMs"
    from bans b join tenants t on t.id = b.tenant_id
    where (b.expires_at is null or b.expires_at > now())
      ${tenantIds === undefined ? sql`` : sql`and b.tenant_id = any(${[...tenantIds]})`}`;
}

const holds = () => or(isNull(bans.expiresAt), gt(bans.expiresAt, raw`now()`));

/** The newest first; of those that hold. */
export function listBans(
  orm: Orm,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Ban[]> {
  const older = page.after === undefined ? undefined : lt(bans.id, page.after);
  return orm
    .select()
    .from(bans)
    .where(and(eq(bans.tenantId, tenantId), holds(), older))
    .orderBy(desc(bans.id))
    .limit(page.limit);
}

export async function findBan(orm: Orm, tenantId: string, id: string): Promise<Ban | undefined> {
  const [ban] = await orm
    .select()
    .from(bans)
    .where(and(eq(bans.tenantId, tenantId), eq(bans.id, id), holds()));
  return ban;
}

export async function countBans(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm
    .select({ count: raw<number>`count(*)::int` })
    .from(bans)
    .where(and(eq(bans.tenantId, tenantId), holds()));
  return row?.count ?? 0;
}

/** In place of one of the same client id, device and network, if there is one. */
export async function putBan(orm: Orm, ban: typeof bans.$inferInsert): Promise<Ban> {
  await orm
    .delete(bans)
    .where(
      and(
        eq(bans.tenantId, ban.tenantId),
        eq(bans.clientId, ban.clientId ?? ""),
        eq(bans.deviceName, ban.deviceName ?? ""),
        eq(bans.network, ban.network ?? ""),
      ),
    );
  const [row] = await orm.insert(bans).values(ban).returning();
  if (row === undefined) throw new Error("insert returned no row");
  return row;
}

export async function deleteBan(orm: Orm, tenantId: string, id: string): Promise<Ban | undefined> {
  const [ban] = await orm
    .delete(bans)
    .where(and(eq(bans.tenantId, tenantId), eq(bans.id, id)))
    .returning();
  return ban;
}

/** Takes away bans that ended, the oldest first, some at a time; returns how many. As the owner of the table. */
export async function sweepBans(orm: Orm, max: number): Promise<number> {
  const ended = orm
    .select({ tenantId: bans.tenantId, id: bans.id })
    .from(bans)
    .where(lt(bans.expiresAt, raw`now()`))
    .orderBy(asc(bans.expiresAt))
    .limit(max);
  const gone = await orm
    .delete(bans)
    .where(raw`(${bans.tenantId}, ${bans.id}) in (${ended})`)
    .returning({ id: bans.id });
  return gone.length;
}
