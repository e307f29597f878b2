import { eq, sql } from "drizzle-orm";
import type { Sql } from "postgres";
import type { Orm } from "../client.ts";
import { type TenantSettingsRow, tenantSettings } from "../schema/index.ts";

/** Settings as the broker takes them. */
export interface StoredTenantSettings {
  readonly tenantId: string;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly policies: Readonly<Record<string, unknown>>;
}

/** The settings of these tenants, of whom most have none; without an argument, of all. As the owner of the tables. */
export async function listTenantSettings(db: Sql, tenantIds?: readonly string[]): Promise<StoredTenantSettings[]> {
  return db<StoredTenantSettings[]>`
    select tenant_id as "tenantId", limits, policies from tenant_settings
    ${tenantIds === undefined ? db`` : db`where tenant_id = any(${[...tenantIds]})`}`;
}

export async function findTenantSettings(orm: Orm, tenantId: string): Promise<TenantSettingsRow | undefined> {
  const [row] = await orm.select().from(tenantSettings).where(eq(tenantSettings.tenantId, tenantId));
  return row;
}

/** The settings, which nobody else changes until this transaction is over; also where there are none yet. */
export async function holdTenantSettings(orm: Orm, tenantId: string): Promise<TenantSettingsRow | undefined> {
  await orm.execute(sql`select 1 from tenants where id = ${tenantId} for update`);
  return findTenantSettings(orm, tenantId);
}

export async function putTenantSettings(
  orm: Orm,
  row: Pick<TenantSettingsRow, "tenantId" | "limits" | "policies" | "version" | "updatedBy">,
): Promise<void> {
  const { limits, policies, version, updatedBy } = row;
  await orm
    .insert(tenantSettings)
    .values(row)
    .onConflictDoUpdate({
      target: tenantSettings.tenantId,
      set: { limits, policies, version, updatedBy, updatedAt: sql`now()` },
    });
}
