import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { endUserSessions } from "#db/queries/user-sessions.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { Person } from "../users/person.ts";

/**
 * Signs the person out in one of their browsers; the connections that it holds open end with it.
 * @throws ApiError not_found for a sign-in that is over, or somebody else's
 */
export async function endUserSession(person: Person, id: string): Promise<void> {
  if (!isId("userSession", id)) throw notFound("sign-in");
  const ended = await services().database.transaction((orm) => endSignIns(orm, person, { ids: [id] }));
  if (ended.length === 0) throw notFound("sign-in");
}

/** Signs the person out everywhere but here. @returns in how many browsers */
export async function endOtherUserSessions(person: Person): Promise<number> {
  const ended = await services().database.transaction((orm) =>
    endSignIns(orm, person, { except: person.userSessionId }),
  );
  return ended.length;
}

/** The same inside a transaction, as a change of password needs it. */
export async function endSignIns(
  orm: Orm,
  person: Person,
  which: { readonly ids: readonly string[] } | { readonly except: string | undefined },
): Promise<string[]> {
  const ended = await endUserSessions(orm, person.id, which);
  if (ended.length === 0) return ended;
  const own = ended.length === 1 && ended[0] === person.userSessionId;
  await auditPerson(orm, person, {
    action: own ? "person.signOut" : "person.endSessions",
    before: { sessionIds: ended },
    acts: true,
  });
  return ended;
}
