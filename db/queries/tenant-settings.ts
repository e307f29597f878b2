import type { Sql } from "postgres";

/** Settings as the broker takes them. */
export interface StoredTenantSettings {
  readonly tenantId: string;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly policies: Readonly<Record<string, unknown>>;
}

/** The settings of these tenants, of whom most have none; without an argument, of all. As the owner of the tables. */
export async function listTenantSettings(sql: Sql, tenantIds?: readonly string[]): Promise<StoredTenantSettings[]> {
  return sql<StoredTenantSettings[]>`
    select tenant_id as "tenantId", limits, policies from tenant_settings
    ${tenantIds === undefined ? sql`` : sql`where tenant_id = any(${[...tenantIds]})`}`;
}
