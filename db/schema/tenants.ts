import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, tenantPolicy } from "./columns.ts";

/** A tenant is one MQTT namespace and one customer: devices, roles, sessions and keys are all somebody's. */
export const tenants = pgTable(
  "tenants",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("tenants_slug_key").on(table.slug), tenantPolicy("id")],
).enableRLS();

export type Tenant = typeof tenants.$inferSelect;
