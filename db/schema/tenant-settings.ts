import { integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/**
 * Where a tenant departs from what the installation sets: one row, or none. What is not in it is as the environment
 * says (core/limits.ts) or as the default is (core/policies.ts).
 */
export const tenantSettings = pgTable(
  "tenant_settings",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    /** Limits by name; one above the installation's own counts as that. */
    limits: jsonb("limits").$type<Readonly<Record<string, number>>>().notNull().default({}),
    /** Policies by name: what is no number to be lowered. */
    policies: jsonb("policies").$type<Readonly<Record<string, string | number>>>().notNull().default({}),
    version: integer("version").notNull().default(1),
    updatedAt: at("updated_at").notNull().defaultNow(),
    /** E-mail or key name. */
    updatedBy: text("updated_by").notNull().default(""),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), tenantPolicy()],
).enableRLS();

export type TenantSettingsRow = typeof tenantSettings.$inferSelect;
