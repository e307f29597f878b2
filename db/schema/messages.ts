import { bigint, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bytea, tenantId, tenantPolicy } from "./columns.ts";

/** Messages that wait for several sessions, once each. */
export const messages = pgTable(
  "messages",
  {
    tenantId: tenantId(),
    id: bigint("id", { mode: "number" }).notNull(),
    /** Topic, properties and payload, one after the other; each row of `deliveries` says where they part. */
    body: bytea("body").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] }), tenantPolicy()],
).enableRLS();
