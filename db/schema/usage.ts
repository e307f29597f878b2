import { bigint, index, integer, jsonb, pgEnum, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { at, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const usageBucket = pgEnum("usage_bucket", ["minute", "hour"]);

const count = (name: string) => bigint(name, { mode: "number" }).notNull();

/**
 * What a tenant used in one minute or one hour of UTC. The broker alone writes it, each row as a whole and again until
 * its time is over. Minutes are kept for some hours, hours for longer (server/usage).
 */
export const usage = pgTable(
  "usage",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    bucket: usageBucket("bucket").notNull(),
    startsAt: at("starts_at").notNull(),
    connects: count("connects"),
    connectsRefused: count("connects_refused"),
    messagesIn: count("messages_in"),
    messagesOut: count("messages_out"),
    bytesIn: count("bytes_in"),
    bytesOut: count("bytes_out"),
    publishesDenied: count("publishes_denied"),
    subscribesDenied: count("subscribes_denied"),
    /** Messages that did not reach a receiver, by reason; reasons of which there were none are missing. */
    dropped: jsonb("dropped").$type<Readonly<Record<string, number>>>().notNull(),
    /** The most at any second of the time. */
    connectionsPeak: integer("connections_peak").notNull(),
    sessionsPeak: integer("sessions_peak").notNull(),
    retainedPeak: integer("retained_peak").notNull(),
    retainedBytesPeak: count("retained_bytes_peak"),
    queuedBytesPeak: count("queued_bytes_peak"),
    subscriptionBytesPeak: count("subscription_bytes_peak"),
    /** The most in any one second of the time. */
    connectsPerSecondPeak: integer("connects_per_second_peak").notNull(),
    messagesInPerSecondPeak: integer("messages_in_per_second_peak").notNull(),
    messagesOutPerSecondPeak: integer("messages_out_per_second_peak").notNull(),
    bytesInPerSecondPeak: count("bytes_in_per_second_peak"),
    bytesOutPerSecondPeak: count("bytes_out_per_second_peak"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.bucket, table.startsAt] }),
    index("usage_sweep_idx").on(table.bucket, table.startsAt),
    tenantPolicy(),
  ],
).enableRLS();

export type UsageRow = typeof usage.$inferSelect;
