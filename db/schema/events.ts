import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { DecidingRule } from "#core/control.ts";
import { at, tenantId, tenantPolicy } from "./columns.ts";

/**
 * What the broker told of a tenant (core/event-record.ts): connects, refusals, drops. Written by the broker in batches,
 * swept by age. Ids sort by time, so a time is a place in the key. No foreign key: rows come by the thousand, and one
 * tenant deleted in between must not cost the others theirs.
 */
export const events = pgTable(
  "events",
  {
    tenantId: tenantId(),
    id: text("id").notNull(),
    at: at("at").notNull(),
    type: text("type").notNull(),
    deviceId: text("device_id"),
    deviceName: text("device_name").notNull(),
    clientId: text("client_id").notNull(),
    address: text("address").notNull(),
    transport: text("transport").notNull(),
    topic: text("topic"),
    qos: smallint("qos"),
    retain: boolean("retain"),
    reason: text("reason"),
    reasonCode: smallint("reason_code"),
    rule: jsonb("rule").$type<DecidingRule>(),
    count: integer("count").notNull(),
    detail: text("detail"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("events_device_idx").on(table.tenantId, table.deviceId, table.id),
    index("events_type_idx").on(table.tenantId, table.type, table.id),
    tenantPolicy(),
  ],
).enableRLS();

export type EventRow = typeof events.$inferSelect;
