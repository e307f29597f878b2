import { sql } from "drizzle-orm";
import { customType, pgPolicy, pgRole, text, timestamp } from "drizzle-orm/pg-core";

/** Columns and the policy that tables share. */

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

export const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const createdAt = () => at("created_at").notNull().defaultNow();

export const tenantId = () => text("tenant_id").notNull();

/** The role that the console and the API work as; made by the first migration. */
export const hatoApp = pgRole("hato_app").existing();

/**
 * Row-level security: in a transaction opened by `asTenant`, only that tenant's rows exist. The owner of the tables
 * (the broker, migrations) is not bound by it; tenancy there is structural.
 */
export const tenantPolicy = (column: string = "tenant_id") =>
  pgPolicy("tenant_isolation", {
    as: "permissive",
    for: "all",
    to: hatoApp,
    using: sql.raw(`"${column}" = current_setting('hato.tenant_id', true)`),
    withCheck: sql.raw(`"${column}" = current_setting('hato.tenant_id', true)`),
  });
