import { and, eq } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type User, userIdentities, users } from "../schema/index.ts";

/** Who this subject of a provider is here. */
export async function findUserByIdentity(orm: Orm, issuer: string, subject: string): Promise<User | undefined> {
  const [row] = await orm
    .select({ user: users })
    .from(userIdentities)
    .innerJoin(users, eq(users.id, userIdentities.userId))
    .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject)));
  return row?.user;
}

/** False when the subject is somebody's already. */
export async function insertUserIdentity(orm: Orm, identity: typeof userIdentities.$inferInsert): Promise<boolean> {
  const rows = await orm.insert(userIdentities).values(identity).onConflictDoNothing().returning();
  return rows.length === 1;
}

/** Whoever linked them, they open the account no more. */
export async function deleteUserIdentities(orm: Orm, userId: string): Promise<void> {
  await orm.delete(userIdentities).where(eq(userIdentities.userId, userId));
}

export async function hasIdentity(orm: Orm, userId: string, issuer: string): Promise<boolean> {
  const rows = await orm
    .select({ userId: userIdentities.userId })
    .from(userIdentities)
    .where(and(eq(userIdentities.userId, userId), eq(userIdentities.issuer, issuer)))
    .limit(1);
  return rows.length > 0;
}
