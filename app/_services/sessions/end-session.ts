import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { endSession as endSessionOf } from "../broker-inspection.ts";
import { services } from "../database.ts";
import { brokerAway, notFound } from "../errors.ts";
import { sessionName } from "./session.ts";

/**
 * Ends a session with its subscriptions and what waits for its client, who is disconnected if connected.
 * @throws ApiError not_found; unavailable when the broker cannot be asked
 */
export async function endSession(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "sessions.write");
  const { tenantId } = actor;
  const name = sessionName(id);
  if (name === undefined) throw notFound("session");
  const answer = await endSessionOf(tenantId, name);
  if (answer === null) throw brokerAway();
  if (!answer.ended) throw notFound("session");
  await services().database.asTenant(tenantId, (orm) =>
    audit(orm, actor, {
      action: "session.end",
      target: { kind: "session", id: name.principalId, label: name.clientId },
    }),
  );
}
