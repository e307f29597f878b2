import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AccessTest } from "#core/access-test.ts";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { devices } from "./devices.ts";
import { tenants } from "./tenants.ts";

/** A role is an ordered list of rules; devices carry roles. */
export const roles = pgTable(
  "roles",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    /** Made with the tenant: own-subtree, whole-tenant, read-only, anonymous. */
    builtIn: boolean("built_in").notNull().default(false),
    /** Questions with their answers: the rules cannot be saved unless they give them. */
    tests: jsonb("tests").$type<readonly AccessTest[]>().notNull().default([]),
    /** Rises with every save; the ETag. */
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("roles_name_key").on(table.tenantId, table.name),
    tenantPolicy(),
  ],
).enableRLS();

export const ruleEffect = pgEnum("rule_effect", ["allow", "deny"]);
export const ruleAction = pgEnum("rule_action", ["publish", "subscribe", "both"]);

/** One line of a role: the first rule that matches decides. */
export const rules = pgTable(
  "rules",
  {
    tenantId: tenantId(),
    roleId: text("role_id").notNull(),
    /** 1 is asked first. */
    position: integer("position").notNull(),
    effect: ruleEffect("effect").notNull(),
    action: ruleAction("action").notNull(),
    /** A topic filter with variables, such as `${device}/#`. */
    filter: text("filter").notNull(),
    qosMax: smallint("qos_max").notNull().default(2),
    retainAllowed: boolean("retain_allowed").notNull().default(true),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.roleId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [roles.tenantId, roles.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(),
  ],
).enableRLS();

/** Which roles a device carries, asked in order. */
export const deviceRoles = pgTable(
  "device_roles",
  {
    tenantId: tenantId(),
    deviceId: text("device_id").notNull(),
    roleId: text("role_id").notNull(),
    position: integer("position").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.deviceId, table.roleId] }),
    foreignKey({ columns: [table.tenantId, table.deviceId], foreignColumns: [devices.tenantId, devices.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [roles.tenantId, roles.id] }).onDelete(
      "restrict",
    ),
    index("device_roles_role_idx").on(table.tenantId, table.roleId),
    tenantPolicy(),
  ],
).enableRLS();

export type Role = typeof roles.$inferSelect;
export type RuleRow = typeof rules.$inferSelect;
export type DeviceRole = typeof deviceRoles.$inferSelect;
