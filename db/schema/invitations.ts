import { pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { memberRole } from "./memberships.ts";
import { tenants } from "./tenants.ts";

/** Links by which somebody may become a member. Whoever holds the link may use it, once, unless it names an e-mail. */
export const invitations = pgTable(
  "invitations",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    role: memberRole("role").notNull(),
    /** Lower case; only this account may accept. Null: whoever has the link. */
    email: text("email"),
    /** HMAC-SHA-256 of the token in the link. */
    tokenHash: bytea("token_hash").notNull(),
    /** The user or API key that made it: it goes when they may no longer invite. */
    createdBy: text("created_by").notNull(),
    /** E-mail or key name, for the list. */
    createdByLabel: text("created_by_label").notNull(),
    createdAt: createdAt(),
    expiresAt: at("expires_at").notNull(),
    acceptedAt: at("accepted_at"),
    revokedAt: at("revoked_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("invitations_hash_key").on(table.tokenHash),
    tenantPolicy(),
  ],
).enableRLS();

export type Invitation = typeof invitations.$inferSelect;
