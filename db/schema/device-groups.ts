import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { roles } from "./roles.ts";
import { tenants } from "./tenants.ts";

/** Devices that carry all labels of the selector have the group's roles, after their own (docs/roles.md). */
export const deviceGroups = pgTable(
  "device_groups",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    /** Never empty: a group of everybody would be a surprise. */
    selector: jsonb("selector").$type<Record<string, string>>().notNull(),
    /** Groups of the lowest are asked first; among equals the name decides. */
    priority: integer("priority").notNull(),
    /** Rises with every update; the ETag. */
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("device_groups_name_key").on(table.tenantId, table.name),
    tenantPolicy(),
  ],
).enableRLS();

/** Which roles a group gives, asked in order. */
export const deviceGroupRoles = pgTable(
  "device_group_roles",
  {
    // With the tenant at once, because roles refuse to go while a row here names them.
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    groupId: text("group_id").notNull(),
    roleId: text("role_id").notNull(),
    position: integer("position").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.groupId, table.roleId] }),
    foreignKey({
      // PostgreSQL would cut the generated name short.
      name: "device_group_roles_group_fk",
      columns: [table.tenantId, table.groupId],
      foreignColumns: [deviceGroups.tenantId, deviceGroups.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [roles.tenantId, roles.id] }).onDelete(
      "restrict",
    ),
    index("device_group_roles_role_idx").on(table.tenantId, table.roleId),
    tenantPolicy(),
  ],
).enableRLS();

export type DeviceGroup = typeof deviceGroups.$inferSelect;
