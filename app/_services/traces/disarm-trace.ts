import { isId } from "#core/ids.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { disarm } from "../broker-traces.ts";
import { services } from "../database.ts";
import { brokerAway, notFound } from "../errors.ts";

/**
 * Ends an arming before its time; what it kept stays.
 * @throws ApiError not_found, also when it has ended by itself; unavailable
 */
export async function disarmTrace(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "sessions.write");
  const { tenantId } = actor;
  if (!isId("arming", id)) throw notFound("trace arming");
  const answer = await disarm(tenantId, id);
  if (answer === null) throw brokerAway();
  const { arming } = answer;
  if (arming === null) throw notFound("trace arming");
  await services().database.asTenant(tenantId, (orm) =>
    audit(orm, actor, {
      action: "trace.disarm",
      target: { kind: "trace", id, label: arming.topic ?? arming.deviceId ?? "" },
      before: { device: arming.deviceId, topic: arming.topic, kept: arming.kept },
    }),
  );
}
