import { bigint, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/**
 * MQTT sessions that outlive their connection (session expiry > 0, or clean session false). A client id is free per
 * device: the same one under two devices is two sessions.
 */
export const sessions = pgTable(
  "sessions",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    /** The device's id, or `anonymous`. */
    principalId: text("principal_id").notNull(),
    clientId: text("client_id").notNull(),
    protocolVersion: smallint("protocol_version").notNull(),
    /** Seconds; 4 294 967 295 means "never" [MQTT-3.1.2-23]. */
    sessionExpiryInterval: bigint("session_expiry_interval", { mode: "number" }).notNull(),
    subscriptions: jsonb("subscriptions").$type<unknown[]>().notNull().default([]),
    createdAt: createdAt(),
    /** Null while a client is connected. */
    disconnectedAt: at("disconnected_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.principalId, table.clientId] }), tenantPolicy()],
).enableRLS();

export type SessionRow = typeof sessions.$inferSelect;
