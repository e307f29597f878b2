import { sql } from "drizzle-orm";
import { idFloor } from "#core/ids.ts";
import type { Orm } from "../client.ts";

/** What nobody asks for any more; each a statement of at most so many rows, asked as the owner of the tables. */

const rowsOf = (result: { count?: number }): number => result.count ?? 0;

/** Sign-ins that are over, which are shown to nobody. @param idleSeconds after which one is over unused */
export async function sweepUserSessions(orm: Orm, idleSeconds: number, limit: number): Promise<number> {
  const kept = sql.raw("interval '7 days'");
  return rowsOf(
    await orm.execute(sql`
      delete from user_sessions where id = any(array(
        select id from user_sessions
        where ended_at < now() - ${kept} or expires_at < now() - ${kept}
          or last_seen_at < now() - make_interval(secs => ${idleSeconds}) - ${kept}
        limit ${limit}))`),
  );
}

/** Failed sign-ins that are forgotten, and beyond `keep` the oldest: strangers make these rows. */
export async function sweepSignInFailures(orm: Orm, keep: number, limit: number): Promise<number> {
  return rowsOf(
    await orm.execute(sql`
      delete from sign_in_failures f using (
        (select account, place from sign_in_failures
          where last_at < now() - interval '24 hours' and coalesce(locked_until, last_at) < now() limit ${limit})
        union
        (select account, place from sign_in_failures order by last_at desc offset ${keep} limit ${limit})
      ) old where f.account = old.account and f.place = old.place`),
  );
}

export async function sweepPasswordResets(orm: Orm): Promise<number> {
  return rowsOf(await orm.execute(sql`delete from password_resets where expires_at < now()`));
}

/** Invitations that have been settled for a month; the audit log keeps what became of them. */
export async function sweepInvitations(orm: Orm, limit: number): Promise<number> {
  const kept = sql.raw("interval '30 days'");
  return rowsOf(
    await orm.execute(sql`
      delete from invitations i using (
        select tenant_id, id from invitations
        where least(coalesce(accepted_at, expires_at), coalesce(revoked_at, expires_at)) < now() - ${kept}
        limit ${limit}) old
      where i.tenant_id = old.tenant_id and i.id = old.id`),
  );
}

/** Entries of the audit log from before this moment, of every tenant some: by the primary key, not by a scan. */
export async function sweepAudit(orm: Orm, before: Date, limitPerTenant: number): Promise<number> {
  return rowsOf(
    await orm.execute(sql`
      delete from audit a using tenants t, lateral (
        select id from audit where tenant_id = t.id and id < ${idFloor("audit", before.getTime())}
        order by id limit ${limitPerTenant}) old
      where a.tenant_id = t.id and a.id = old.id`),
  );
}
