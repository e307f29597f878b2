import { newId } from "#core/ids.ts";
import { insertUserSession, listLiveUserSessions } from "#db/queries/user-sessions.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import type { Person } from "../users/person.ts";
import { endSignIns } from "./end-user-sessions.ts";
import { idleSeconds } from "./idle.ts";

/** Browsers one person is signed in with at once; beyond, the one that signed in first is signed out. */
const SESSIONS_PER_PERSON_MAX = 50;
const USER_AGENT_CHARS_MAX = 400;

export interface SignedIn {
  readonly method: "password" | "oidc";
  readonly userAgent: string;
  /** Wrong tries at the account since the sign-in before. */
  readonly failuresBefore?: number | undefined;
}

/** Signs a person in here: makes the row that their cookie will name. @returns its id */
export async function openUserSession(
  person: Person,
  { method, userAgent, failuresBefore }: SignedIn,
): Promise<string> {
  const { config, database } = services();
  const id = newId("userSession");
  await database.transaction(async (orm) => {
    await insertUserSession(orm, {
      id,
      userId: person.id,
      expiresAt: new Date(Date.now() + config.sessionHoursMax * 3_600_000),
      address: person.address ?? null,
      // Shown to its person, and nothing else is made of it.
      userAgent: userAgent.replace(/[^\u0020-\u007e]/g, "").slice(0, USER_AGENT_CHARS_MAX),
      method,
      failuresBefore: failuresBefore ?? 0,
    });
    const surplus = (await listLiveUserSessions(orm, person.id, idleSeconds())).slice(SESSIONS_PER_PERSON_MAX);
    if (surplus.length > 0) await endSignIns(orm, person, { ids: surplus.map((session) => session.id) });
    await auditPerson(orm, person, { action: "person.signIn", after: { method } });
  });
  return id;
}
