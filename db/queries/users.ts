import { eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type User, users } from "../schema/index.ts";

/** Returns undefined when somebody has this e-mail already. */
export async function insertUser(orm: Orm, user: typeof users.$inferInsert): Promise<User | undefined> {
  const [row] = await orm.insert(users).values(user).onConflictDoNothing().returning();
  return row;
}

export async function findUserByEmail(orm: Orm, email: string): Promise<User | undefined> {
  const [row] = await orm
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, email.toLowerCase()));
  return row;
}
