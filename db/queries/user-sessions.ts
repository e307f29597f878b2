import { and, desc, eq, inArray, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { memberships, type UserSession, userSessions, users } from "../schema/index.ts";

/** Sign-ins of people; all asked as the owner of the tables, for they are no tenant's. */

export async function insertUserSession(orm: Orm, session: typeof userSessions.$inferInsert): Promise<UserSession> {
  const [row] = await orm.insert(userSessions).values(session).returning();
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  return row;
}

const live = (idleSeconds: number) =>
  and(
    isNull(userSessions.endedAt),
    sql`${userSessions.expiresAt} > now()`,
    sql`${userSessions.lastSeenAt} > now() - make_interval(secs => ${idleSeconds})`,
  );

/** The sign-in and whose it is, by the primary key; undefined once it is over. */
export async function findLiveUserSession(
  orm: Orm,
  id: string,
  idleSeconds: number,
): Promise<{ session: UserSession; user: { id: string; email: string; name: string } } | undefined> {
  const [row] = await orm
    .select({ session: userSessions, user: { id: users.id, email: users.email, name: users.name } })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(and(eq(userSessions.id, id), live(idleSeconds)));
  return row;
}

/** From where this account was used lately, the newest first; none for an e-mail that is nobody's. */
export async function listAddressesOf(orm: Orm, email: string, limit: number): Promise<string[]> {
  const rows = await orm
    .select({ address: userSessions.address })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(and(sql`lower(${users.email}) = ${email.toLowerCase()}`, isNotNull(userSessions.address)))
    .orderBy(desc(userSessions.id))
    .limit(limit);
  return rows.map(({ address }) => address ?? "");
}

/** Newest first. */
export function listLiveUserSessions(orm: Orm, userId: string, idleSeconds: number): Promise<UserSession[]> {
  return orm
    .select()
    .from(userSessions)
    .where(and(eq(userSessions.userId, userId), live(idleSeconds)))
    .orderBy(desc(userSessions.id));
}

/**
 * Ends sign-ins of one person that are not over yet.
 * @returns the ids of those that were not
 */
export async function endUserSessions(
  orm: Orm,
  userId: string,
  which: { readonly ids: readonly string[] } | { readonly except: string | undefined },
): Promise<string[]> {
  const chosen =
    "ids" in which
      ? inArray(userSessions.id, [...which.ids])
      : which.except === undefined
        ? undefined
        : ne(userSessions.id, which.except);
  const rows = await orm
    .update(userSessions)
    .set({ endedAt: sql`now()` })
    .where(and(eq(userSessions.userId, userId), isNull(userSessions.endedAt), chosen))
    .returning({ id: userSessions.id });
  return rows.map(({ id }) => id);
}

export interface Sighting {
  readonly id: string;
  readonly at: Date;
  readonly address: string | undefined;
}

/** Notes when people were last seen, all of them in one statement. */
export async function touchUserSessions(orm: Orm, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const values = JSON.stringify(
    sightings.map(({ id, at, address }) => ({ id, seen_at: at, address: address ?? null })),
  );
  await orm.execute(sql`
    update ${userSessions} set last_seen_at = greatest(${userSessions.lastSeenAt}, seen.seen_at),
      address = coalesce(seen.address, ${userSessions.address})
    from json_to_recordset(${values}::json) as seen(id text, seen_at timestamptz, address text)
    where ${userSessions.id} = seen.id`);
}

/** The same of members in their tenants. */
export async function touchMemberships(
  orm: Orm,
  sightings: readonly { tenantId: string; userId: string; at: Date }[],
): Promise<void> {
  if (sightings.length === 0) return;
  const values = JSON.stringify(
    sightings.map(({ tenantId, userId, at }) => ({ tenant_id: tenantId, user_id: userId, seen_at: at })),
  );
  await orm.execute(sql`
    update ${memberships} set last_active_at = greatest(${memberships.lastActiveAt}, seen.seen_at)
    from json_to_recordset(${values}::json) as seen(tenant_id text, user_id text, seen_at timestamptz)
    where ${memberships.tenantId} = seen.tenant_id and ${memberships.userId} = seen.user_id`);
}
