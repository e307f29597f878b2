import { sql } from "drizzle-orm";
import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** People. They belong to no tenant; memberships tie them to tenants. Not readable as a tenant. */
export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    /** Lower case. */
    email: text("email").notNull(),
    name: text("name").notNull().default(""),
    /** argon2id, PHC string. Null when the person signs in only through a provider. */
    passwordHash: text("password_hash"),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_email_key").on(sql`lower(${table.email})`)],
).enableRLS();

export type User = typeof users.$inferSelect;
