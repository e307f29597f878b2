import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { RuleLine } from "#core/acl.ts";
import { actorKind } from "./audit.ts";
import { createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { roles } from "./roles.ts";

/** The rules of a role as each save left them, the present ones too; the oldest are let go of. */
export const roleVersions = pgTable(
  "role_versions",
  {
    tenantId: tenantId(),
    roleId: text("role_id").notNull(),
    version: integer("version").notNull(),
    rules: jsonb("rules").$type<readonly RuleLine[]>().notNull(),
    /** Why, in the words of whoever saved it. */
    note: text("note").notNull().default(""),
    actorKind: actorKind("actor_kind").notNull(),
    actorId: text("actor_id"),
    actorLabel: text("actor_label").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.roleId, table.version] }),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [roles.tenantId, roles.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(),
  ],
).enableRLS();

export type RoleVersion = typeof roleVersions.$inferSelect;
