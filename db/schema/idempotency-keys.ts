import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/** Answers of the REST API kept for a day, so that a request sent again does nothing again. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    apiKeyId: text("api_key_id").notNull(),
    /** As the caller made it. */
    key: text("key").notNull(),
    /** SHA-256 of method, path and body: the same key for another request is a mistake. */
    request: bytea("request").notNull(),
    /** Null while the first request is under way. */
    status: integer("status"),
    /** Headers and body, sealed: it may hold a secret. */
    answer: bytea("answer"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.apiKeyId, table.key] }),
    index("idempotency_keys_age_idx").on(table.createdAt),
    tenantPolicy(),
  ],
).enableRLS();

export type IdempotencyKey = typeof idempotencyKeys.$inferSelect;
