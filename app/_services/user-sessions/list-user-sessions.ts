import { listLiveUserSessions } from "#db/queries/user-sessions.ts";
import { services } from "../database.ts";
import type { Person } from "../users/person.ts";
import { idleSeconds } from "./idle.ts";
import { presentUserSession, type UserSessionView } from "./user-session.ts";

/** Where the person is signed in, this browser first, then the newest. */
export async function listUserSessions(person: Person): Promise<UserSessionView[]> {
  const rows = await listLiveUserSessions(services().database.orm, person.id, idleSeconds());
  const views = rows.map((row) => presentUserSession(row, person.userSessionId));
  return views.sort((a, b) => Number(b.current) - Number(a.current));
}
