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

export async function findUser(orm: Orm, id: string): Promise<User | undefined> {
  const [row] = await orm.select().from(users).where(eq(users.id, id));
  return row;
}

export async function updateUser(
  orm: Orm,
  id: string,
  change: Partial<Pick<User, "name" | "passwordHash" | "emailVerifiedAt">>,
): Promise<void> {
  await orm.update(users).set(change).where(eq(users.id, id));
}
