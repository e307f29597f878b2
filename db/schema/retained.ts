import { bigint, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bytea, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

/** The last retained message of each topic. */
export const retained = pgTable(
  "retained",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    topic: text("topic").notNull(),
    /** The topic, or its hash where it is too long for an index (server/store/row-key.ts). */
    topicKey: text("topic_key").notNull(),
    qos: smallint("qos").notNull(),
    /** Milliseconds since the epoch; 0 for never. */
    expiresAtMs: bigint("expires_at_ms", { mode: "number" }).notNull(),
    /** Who published it, for No Local. */
    principalId: text("principal_id"),
    clientId: text("client_id"),
    propertiesBytes: integer("properties_bytes").notNull(),
    /** Properties and payload, one after the other. */
    body: bytea("body").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.topicKey] }), tenantPolicy()],
).enableRLS();

export type RetainedRow = typeof retained.$inferSelect;
