import { bigint, boolean, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { tenantId, tenantPolicy } from "./columns.ts";

/** What the sessions in `sessions` subscribed to, as granted. */
export const subscriptions = pgTable(
  "subscriptions",
  {
    tenantId: tenantId(),
    sessionId: bigint("session_id", { mode: "number" }).notNull(),
    /** As the client wrote it, `$share/…` included. */
    name: text("name").notNull(),
    /** The name, or its hash where it is too long for an index (server/store/row-key.ts). */
    nameKey: text("name_key").notNull(),
    qos: smallint("qos").notNull(),
    noLocal: boolean("no_local").notNull(),
    retainAsPublished: boolean("retain_as_published").notNull(),
    /** Subscription Identifier; 0 for none. */
    identifier: integer("identifier").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.sessionId, table.nameKey] }), tenantPolicy()],
).enableRLS();

export type SubscriptionRow = typeof subscriptions.$inferSelect;
