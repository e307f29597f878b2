import { isId } from "#core/ids.ts";
import { findLiveUserSession } from "#db/queries/user-sessions.ts";
import { services } from "../database.ts";
import type { Person } from "../users/person.ts";
import { idleSeconds } from "./idle.ts";
import { noteSeen } from "./seen.ts";

/**
 * Who is signed in under this id, which a cookie carried; undefined once the sign-in is over. One question by primary
 * key: whoever asks it for a whole request keeps the answer that long.
 */
export async function findPerson(userSessionId: string, address: string | undefined): Promise<Person | undefined> {
  if (!isId("userSession", userSessionId)) return undefined;
  const found = await findLiveUserSession(services().database.orm, userSessionId, idleSeconds());
  if (found === undefined) return undefined;
  noteSeen(found.session, address);
  return { ...found.user, address, userSessionId };
}
