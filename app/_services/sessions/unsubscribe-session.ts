import { z } from "zod";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { unsubscribeSession as unsubscribeOf } from "../broker-inspection.ts";
import { services } from "../database.ts";
import { brokerAway, notFound } from "../errors.ts";
import { plainText } from "../text.ts";
import { sessionName } from "./session.ts";

export const unsubscribeSessionInput = z
  .strictObject({ filter: plainText(65_535).min(1).meta({ description: "As the client wrote it." }) })
  .meta({ id: "UnsubscribeSession" });

/**
 * Takes a subscription from a session. MQTT has no way to tell its client, which may subscribe again.
 * @throws ApiError not_found; unavailable when the broker cannot be asked
 */
export async function unsubscribeSession(actor: Actor, id: string, filter: string): Promise<void> {
  requirePermission(actor, "sessions.write");
  const { tenantId } = actor;
  const name = sessionName(id);
  if (name === undefined) throw notFound("session");
  const answer = await unsubscribeOf(tenantId, name, filter);
  if (answer === null) throw brokerAway();
  if (!answer.unsubscribed) throw notFound("subscription");
  await services().database.asTenant(tenantId, (orm) =>
    audit(orm, actor, {
      action: "session.unsubscribe",
      target: { kind: "session", id: name.principalId, label: name.clientId },
      before: { filter },
    }),
  );
}
