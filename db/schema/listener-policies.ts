import { jsonb, pgTable, primaryKey } from "drizzle-orm/pg-core";
import type { ListenerPolicy } from "#core/listener-policy.ts";
import { at, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/** By what a tenant's devices may sign in on which listener; a tenant without a row has the default. */
export const listenerPolicies = pgTable(
  "listener_policies",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    policy: jsonb("policy").$type<ListenerPolicy>().notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), tenantPolicy()],
).enableRLS();
