import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, tenantId, tenantPolicy } from "./columns.ts";
import { devices } from "./devices.ts";

/** Where one device's limits are lower than its tenant's. */
export const deviceLimits = pgTable(
  "device_limits",
  {
    tenantId: tenantId(),
    deviceId: text("device_id").notNull(),
    /** Limits by name; one above the tenant's own counts as that. */
    limits: jsonb("limits").$type<Readonly<Record<string, number>>>().notNull().default({}),
    version: integer("version").notNull().default(1),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.deviceId] }),
    foreignKey({ columns: [table.tenantId, table.deviceId], foreignColumns: [devices.tenantId, devices.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(),
  ],
).enableRLS();

export type DeviceLimitsRow = typeof deviceLimits.$inferSelect;
