import { index, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";
import { users } from "./users.ts";

/** What a person may do in a tenant; core/permissions.ts holds the table. */
export const memberRole = pgEnum("member_role", ["owner", "admin", "developer", "viewer"]);

export const memberships = pgTable(
  "memberships",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: memberRole("role").notNull(),
    createdAt: createdAt(),
    /** In this tenant, by the console; some minutes late. */
    lastActiveAt: at("last_active_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    index("memberships_user_idx").on(table.userId),
    tenantPolicy(),
  ],
).enableRLS();

export type Membership = typeof memberships.$inferSelect;
export type MemberRole = Membership["role"];
