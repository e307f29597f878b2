import { isNotNull } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, createdAt, tenantPolicy } from "./columns.ts";

/** A tenant is one MQTT namespace and one customer: devices, roles, sessions and keys are all somebody's. */
export const tenants = pgTable(
  "tenants",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    createdAt: createdAt(),
    /** When the tenant goes with all that it has; null: it stays. Until then everything works, and it can be kept. */
    deletionDueAt: at("deletion_due_at"),
  },
  (table) => [
    uniqueIndex("tenants_slug_key").on(table.slug),
    index("tenants_deletion_due").on(table.deletionDueAt).where(isNotNull(table.deletionDueAt)),
    tenantPolicy("id"),
  ],
).enableRLS();

export type Tenant = typeof tenants.$inferSelect;
