import { index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/**
 * Who may not connect to a tenant. Of client id, device and address at least one is set; where several are, all must
 * match. Empty text stands for "any", so that a unique index can see two bans of the same.
 */
export const bans = pgTable(
  "bans",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    clientId: text("client_id").notNull().default(""),
    /** A device's name, or one that no device has. */
    deviceName: text("device_name").notNull().default(""),
    /** An address or network, as core/network.ts writes it. */
    network: text("network").notNull().default(""),
    reason: text("reason").notNull().default(""),
    /** E-mail, key name, or what the broker did it for. */
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    /** Null: until it is lifted. */
    expiresAt: at("expires_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("bans_whom_key").on(table.tenantId, table.clientId, table.deviceName, table.network),
    index("bans_expiry_idx").on(table.expiresAt),
    tenantPolicy(),
  ],
).enableRLS();

export type Ban = typeof bans.$inferSelect;
