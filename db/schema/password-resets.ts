import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, createdAt } from "./columns.ts";
import { users } from "./users.ts";

/** The one link by which a person may choose a new password; the next one replaces it, use deletes it. */
export const passwordResets = pgTable(
  "password_resets",
  {
    userId: text("user_id")
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    /** HMAC-SHA-256 of the token. */
    tokenHash: bytea("token_hash").notNull(),
    /** The owner who made the link; null when it went to the person's own e-mail. */
    madeBy: text("made_by").references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    expiresAt: at("expires_at").notNull(),
  },
  (table) => [uniqueIndex("password_resets_hash_key").on(table.tokenHash)],
).enableRLS();

export type PasswordReset = typeof passwordResets.$inferSelect;
