import { sql } from "drizzle-orm";
import { pgPolicy, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, createdAt, hatoApp } from "./columns.ts";

/** People. They belong to no tenant; memberships tie them to tenants. */
export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    /** Lower case. */
    email: text("email").notNull(),
    name: text("name").notNull().default(""),
    /** argon2id, PHC string. Null when the person signs in only through a provider. */
    passwordHash: text("password_hash"),
    /** Set once the person has shown that the e-mail is theirs: by a mailed link, or by a provider that checked it. */
    emailVerifiedAt: at("email_verified_at"),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("users_email_key").on(sql`lower(${table.email})`),
    // A tenant sees its members' names and e-mails; a grant on these columns alone keeps it from the rest.
    pgPolicy("tenant_members", {
      as: "permissive",
      for: "select",
      to: hatoApp,
      using: sql.raw(
        `exists (select from memberships m where m.user_id = "users"."id" and m.tenant_id = current_setting('hato.tenant_id', true))`,
      ),
    }),
  ],
).enableRLS();

export type User = typeof users.$inferSelect;
