import { index, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { at, bytea } from "./columns.ts";

/**
 * Wrong sign-ins lately: of one place at one account, of one account from everywhere, of one place at every account. The
 * two keys are keyed hashes, empty for "every": people type passwords into the wrong field, and what is no account's
 * e-mail is counted like one that is.
 */
export const signInFailures = pgTable(
  "sign_in_failures",
  {
    account: bytea("account").notNull(),
    place: bytea("place").notNull(),
    failures: integer("failures").notNull(),
    lastAt: at("last_at").notNull().defaultNow(),
    /** Nobody is let try before. */
    lockedUntil: at("locked_until"),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.place] }),
    index("sign_in_failures_last_idx").on(table.lastAt),
  ],
).enableRLS();

export type SignInFailure = typeof signInFailures.$inferSelect;
