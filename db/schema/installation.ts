import { pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** Facts about this installation as a whole, such as the fingerprint of AUTH_SECRET. Not readable as a tenant. */
export const installation = pgTable("installation", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
  createdAt: createdAt(),
}).enableRLS();
