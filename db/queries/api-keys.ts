import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type ApiKey, apiKeys, tenants } from "../schema/index.ts";

export async function insertApiKey(orm: Orm, key: typeof apiKeys.$inferInsert): Promise<ApiKey> {
  const [row] = await orm.insert(apiKeys).values(key).returning();
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  return row;
}

/** The key and its tenant, whichever that is: asked as the owner, before anything is known of the caller. */
export async function findApiKeyByHash(
  orm: Orm,
  keyHash: Buffer,
): Promise<{ key: ApiKey; tenantSlug: string } | undefined> {
  const [row] = await orm
    .select({ key: apiKeys, tenantSlug: tenants.slug })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(eq(apiKeys.keyHash, keyHash));
  return row;
}

export async function findApiKey(orm: Orm, tenantId: string, id: string): Promise<ApiKey | undefined> {
  const [row] = await orm
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id)));
  return row;
}

export function listApiKeys(
  orm: Orm,
  tenantId: string,
  page: { after?: string | undefined; limit: number },
): Promise<ApiKey[]> {
  return orm
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.tenantId, tenantId), page.after === undefined ? undefined : gt(apiKeys.id, page.after)))
    .orderBy(asc(apiKeys.id))
    .limit(page.limit);
}

/** Returns undefined when the tenant has no such key; revoking twice keeps the first time. */
export async function revokeApiKey(orm: Orm, tenantId: string, id: string): Promise<ApiKey | undefined> {
  const [row] = await orm
    .update(apiKeys)
    .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
    .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id)))
    .returning();
  return row;
}

/**
 * Ends a key now, or so many hours from now, never later than it would have.
 * @returns false when it has an end within that time already: then somebody else is replacing it
 */
export async function endApiKey(orm: Orm, tenantId: string, id: string, afterHours: number): Promise<boolean> {
  const end = sql`now() + make_interval(hours => ${afterHours})`;
  const rows = await orm
    .update(apiKeys)
    .set(afterHours === 0 ? { revokedAt: sql`now()` } : { expiresAt: end })
    .where(
      and(
        eq(apiKeys.tenantId, tenantId),
        eq(apiKeys.id, id),
        isNull(apiKeys.revokedAt),
        sql`(${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > ${end})`,
      ),
    )
    .returning({ id: apiKeys.id });
  return rows.length === 1;
}

/** Notes when keys were last used, all of them in one statement; as the owner, for they belong to many tenants. */
export async function touchApiKeys(
  orm: Orm,
  uses: readonly { tenantId: string; id: string; at: Date }[],
): Promise<void> {
  if (uses.length === 0) return;
  const values = JSON.stringify(uses.map((use) => ({ tenant_id: use.tenantId, id: use.id, used_at: use.at })));
  await orm.execute(sql`
    update ${apiKeys} set last_used_at = greatest(${apiKeys.lastUsedAt}, use.used_at)
    from json_to_recordset(${values}::json) as use(tenant_id text, id text, used_at timestamptz)
    where ${apiKeys.tenantId} = use.tenant_id and ${apiKeys.id} = use.id`);
}
