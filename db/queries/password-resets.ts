import { and, eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type PasswordReset, passwordResets, type User, users } from "../schema/index.ts";

/** The person's one link from now on. */
export async function putPasswordReset(orm: Orm, reset: typeof passwordResets.$inferInsert): Promise<void> {
  const { tokenHash, madeBy, expiresAt } = reset;
  await orm
    .insert(passwordResets)
    .values(reset)
    .onConflictDoUpdate({
      target: passwordResets.userId,
      set: { tokenHash, madeBy: madeBy ?? null, expiresAt, createdAt: sql`now()` },
    });
}

/** The link that this token is, and whose it is, while it lasts. */
export async function findPasswordReset(
  orm: Orm,
  tokenHash: Buffer,
): Promise<{ reset: PasswordReset; user: User } | undefined> {
  const [row] = await orm
    .select({ reset: passwordResets, user: users })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(and(eq(passwordResets.tokenHash, tokenHash), sql`${passwordResets.expiresAt} > now()`));
  return row;
}

/** Uses the link up; false when somebody else has just done so. */
export async function deletePasswordReset(orm: Orm, tokenHash: Buffer): Promise<boolean> {
  const rows = await orm
    .delete(passwordResets)
    .where(and(eq(passwordResets.tokenHash, tokenHash), sql`${passwordResets.expiresAt} > now()`))
    .returning({ userId: passwordResets.userId });
  return rows.length === 1;
}

/** A link that is out by now: whoever could have it could undo what just changed. */
export async function forgetPasswordReset(orm: Orm, userId: string): Promise<void> {
  await orm.delete(passwordResets).where(eq(passwordResets.userId, userId));
}

/** True when the person is a member somewhere, and `ownerId` owns every tenant that they are a member of. */
export async function ownsAllTenantsOf(orm: Orm, ownerId: string, userId: string): Promise<boolean> {
  const [row] = await orm.execute<{ owns: boolean }>(sql`
    select count(*) > 0 and bool_and(exists (
      select from memberships o where o.tenant_id = m.tenant_id and o.user_id = ${ownerId} and o.role = 'owner')) as owns
    from memberships m where m.user_id = ${userId}`);
  return row?.owns === true;
}
