import { bigint, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/** Whose session it is, as events and rules name it; read back with care (server/store/recover.ts). */
export interface SessionIdentity {
  readonly deviceId?: string | undefined;
  readonly deviceName: string;
  readonly username?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly transport: string;
}

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
    /** The client id, or its hash where it is too long for an index (server/store/row-key.ts). */
    clientKey: text("client_key").notNull(),
    /** Never used again, so that what an ended session leaves behind cannot reach its successor. */
    id: bigint("id", { mode: "number" }).notNull().default(0),
    protocolVersion: smallint("protocol_version").notNull(),
    /** Seconds; 4 294 967 295 means "never" [MQTT-3.1.2-23]. */
    sessionExpiryInterval: bigint("session_expiry_interval", { mode: "number" }).notNull(),
    identity: jsonb("identity").$type<SessionIdentity>(),
    /** A PUBLISH of MQTT 5.0 as it would be sent; null when there is none. */
    will: bytea("will"),
    /** Seconds. */
    willDelayInterval: bigint("will_delay_interval", { mode: "number" }).notNull().default(0),
    createdAt: createdAt(),
    /** Null while a client is connected. */
    disconnectedAt: at("disconnected_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.principalId, table.clientKey] }), tenantPolicy()],
).enableRLS();

export type SessionRow = typeof sessions.$inferSelect;
