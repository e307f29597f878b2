import { bigint, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { tenantId, tenantPolicy } from "./columns.ts";

/** Packet identifiers of QoS 2 messages that came from a session's client and were not released yet [MQTT-4.3.3-10]. */
export const incomingQos2 = pgTable(
  "incoming_qos2",
  {
    tenantId: tenantId(),
    sessionId: bigint("session_id", { mode: "number" }).notNull(),
    packetId: integer("packet_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.sessionId, table.packetId] }), tenantPolicy()],
).enableRLS();
