import { pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/** Keys for the REST API, each bound to one tenant. */
export const apiKeys = pgTable(
  "api_keys",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** HMAC-SHA-256 of the key. */
    keyHash: bytea("key_hash").notNull(),
    keyPrefix: text("key_prefix").notNull(),
    /** Words of API_KEY_SCOPES in core/permissions.ts. */
    scopes: text("scopes").array().notNull(),
    /** The user who made it; null for bootstrap. */
    createdBy: text("created_by"),
    createdAt: createdAt(),
    expiresAt: at("expires_at"),
    revokedAt: at("revoked_at"),
    lastUsedAt: at("last_used_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("api_keys_hash_key").on(table.keyHash),
    tenantPolicy(),
  ],
).enableRLS();

export type ApiKey = typeof apiKeys.$inferSelect;
