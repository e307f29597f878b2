import { foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { devices } from "./devices.ts";

/** Secrets of devices. Several may be live at once, so that one can be rotated with overlap. */
export const deviceCredentials = pgTable(
  "device_credentials",
  {
    tenantId: tenantId(),
    id: text("id").notNull(),
    deviceId: text("device_id").notNull(),
    /** HMAC-SHA-256 of the secret; the secret itself is shown once and kept nowhere. */
    secretHash: bytea("secret_hash").notNull(),
    /** By which the secret can be proven without being sent (db/scram.ts); null for credentials older than this. */
    scramVerifier: text("scram_verifier"),
    /** The first characters, so that a person can tell two credentials apart. */
    secretPrefix: text("secret_prefix").notNull(),
    /** For people; may be empty. */
    name: text("name").notNull().default(""),
    createdAt: createdAt(),
    /** Null: does not expire. */
    expiresAt: at("expires_at"),
    revokedAt: at("revoked_at"),
    lastUsedAt: at("last_used_at"),
    /** Where that came from. */
    lastUsedAddress: text("last_used_address"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.deviceId], foreignColumns: [devices.tenantId, devices.id] }).onDelete(
      "cascade",
    ),
    index("device_credentials_device_idx").on(table.tenantId, table.deviceId),
    tenantPolicy(),
  ],
).enableRLS();

export type DeviceCredential = typeof deviceCredentials.$inferSelect;
