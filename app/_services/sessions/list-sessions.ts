import { type Actor, requirePermission } from "../actor.ts";
import { askSessions } from "../broker-inspection.ts";
import { brokerAway } from "../errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../page.ts";
import { type ListSessionsInput, presentSession, type SessionView } from "./session.ts";

/**
 * The tenant's sessions, online or waiting for their client, in the order in which the broker came to know them.
 * @throws ApiError unavailable when the broker cannot be asked
 */
export async function listSessions(actor: Actor, input: ListSessionsInput): Promise<Page<SessionView>> {
  requirePermission(actor, "sessions.read");
  const { cursor, ...filter } = input;
  const after = Number(decodeCursor("number", cursor) ?? 0);
  const answer = await askSessions({
    ...filter,
    tenantId: actor.tenantId,
    after: Number.isSafeInteger(after) && after > 0 ? after : 0,
  });
  if (answer === null) throw brokerAway();
  return {
    data: answer.sessions.map(presentSession),
    nextCursor: answer.next === undefined ? null : encodeCursor("number", String(answer.next)),
  };
}
