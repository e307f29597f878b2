import { index, jsonb, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ChangeEffect } from "#core/control.ts";
import { at, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const actorKind = pgEnum("actor_kind", ["user", "apiKey", "system"]);

/** Who changed what: append-only. Ids sort by time, so the key is also the order. */
export const audit = pgTable(
  "audit",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    at: at("at").notNull().defaultNow(),
    actorKind: actorKind("actor_kind").notNull(),
    actorId: text("actor_id"),
    /** E-mail or key name at the time, so that the line stays readable after the actor is gone. */
    actorLabel: text("actor_label").notNull(),
    address: text("address"),
    /** `device.create`, `credential.rotate`, … */
    action: text("action").notNull(),
    targetKind: text("target_kind").notNull(),
    targetId: text("target_id").notNull(),
    targetLabel: text("target_label").notNull().default(""),
    before: jsonb("before").$type<Record<string, unknown>>(),
    after: jsonb("after").$type<Record<string, unknown>>(),
    /** What the change took from open connections; written by the broker, once, when it has applied the change. */
    effect: jsonb("effect").$type<ChangeEffect>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("audit_target_idx").on(table.tenantId, table.targetId, table.id),
    index("audit_actor_idx").on(table.tenantId, table.actorId, table.id),
    index("audit_action_idx").on(table.tenantId, table.action, table.id),
    tenantPolicy(),
  ],
).enableRLS();

export type AuditEntry = typeof audit.$inferSelect;
