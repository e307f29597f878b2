import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { at, createdAt } from "./columns.ts";
import { users } from "./users.ts";

/**
 * Browsers in which a person is signed in. The cookie carries the id, encrypted; this row decides whether it is still
 * worth anything. Like users, they belong to no tenant and no tenant can read them.
 */
export const userSessions = pgTable(
  "user_sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    /** Some seconds late; the idle time counts from here. */
    lastSeenAt: at("last_seen_at").notNull().defaultNow(),
    /** Ends then, however busy. */
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    /** Of the last request. */
    address: text("address"),
    userAgent: text("user_agent").notNull().default(""),
    /** `password` or `oidc`. */
    method: text("method").$type<"password" | "oidc">().notNull(),
    /** Wrong tries at this account since the sign-in before: so the person hears of them. */
    failuresBefore: integer("failures_before").notNull().default(0),
  },
  (table) => [index("user_sessions_user_idx").on(table.userId, table.id)],
).enableRLS();

export type UserSession = typeof userSessions.$inferSelect;
