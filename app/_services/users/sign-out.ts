import { services } from "../database.ts";
import { endSignIns } from "../user-sessions/end-user-sessions.ts";
import { findPerson } from "../user-sessions/find-person.ts";

/** Ends the sign-in that a cookie names; one that is over already stays so. */
export async function signOutOf(userSessionId: unknown): Promise<void> {
  const person = typeof userSessionId === "string" ? await findPerson(userSessionId, undefined) : undefined;
  if (person?.userSessionId === undefined) return;
  const ids = [person.userSessionId];
  await services().database.transaction((orm) => endSignIns(orm, person, { ids }));
}
