import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bytea, tenantId, tenantPolicy } from "./columns.ts";

/**
 * The queues of the sessions in `sessions`: one row for each QoS 1 or 2 message that a session has not acknowledged,
 * in the order of `seq`. A message for one session stands in its row; one for several stands in `messages` and the
 * rows name it. No foreign keys: rows come and go by the ten thousand, and server/store/sweep.ts clears what is left.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    tenantId: tenantId(),
    sessionId: bigint("session_id", { mode: "number" }).notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    /** 0 until it is about to be sent. */
    packetId: integer("packet_id").notNull(),
    /** 1: the client has the message (PUBREC), PUBCOMP is awaited. */
    released: boolean("released").notNull(),
    /** As delivered. */
    qos: smallint("qos").notNull(),
    /** As delivered. */
    retain: boolean("retain").notNull(),
    /** As published. */
    messageQos: smallint("message_qos").notNull(),
    /** Topic, properties and payload in bytes; what queue limits count. */
    bytes: integer("bytes").notNull(),
    /** Milliseconds since the epoch; 0 for never. */
    expiresAtMs: bigint("expires_at_ms", { mode: "number" }).notNull(),
    /** The shared subscription that chose this session, as the client wrote it. */
    share: text("share"),
    /** Subscription Identifiers that matched, comma-separated. */
    identifiers: text("identifiers"),
    /** Of `messages`; null when the message stands here. */
    messageId: bigint("message_id", { mode: "number" }),
    topicBytes: integer("topic_bytes").notNull(),
    propertiesBytes: integer("properties_bytes").notNull(),
    /** Topic, properties and payload, one after the other. */
    body: bytea("body"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.sessionId, table.seq] }),
    index("deliveries_message_idx").on(table.messageId).where(sql`message_id is not null`),
    index("deliveries_expiry_idx").on(table.expiresAtMs).where(sql`expires_at_ms > 0`),
    tenantPolicy(),
  ],
).enableRLS();

export type DeliveryRow = typeof deliveries.$inferSelect;
