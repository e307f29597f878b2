import { ARMINGS_MAX } from "#core/trace.ts";
import { findDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { arm } from "../broker-traces.ts";
import { services } from "../database.ts";
import { ApiError, brokerAway, notFound } from "../errors.ts";
import type { ArmingView, ArmTraceInput } from "./trace.ts";

/**
 * Has every message of a device or a topic kept for a while. It is for whoever may end a session: a look at what passes,
 * that costs the broker a little and changes nothing.
 * @throws ApiError not_found when there is no such device; conflict when too many are armed; unavailable
 */
export async function armTrace(actor: Actor, { deviceId, topic }: ArmTraceInput): Promise<ArmingView> {
  requirePermission(actor, "sessions.write");
  const { tenantId } = actor;
  const { database } = services();
  const device =
    deviceId === undefined
      ? undefined
      : await database.asTenant(tenantId, (orm) => findDevice(orm, tenantId, deviceId));
  if (deviceId !== undefined && device === undefined) throw notFound("device");
  const answer = await arm({ tenantId, deviceId, topic, by: actor.label });
  if (answer === null) throw brokerAway();
  if ("refusal" in answer) {
    throw new ApiError("conflict", `At most ${ARMINGS_MAX} devices and topics can be traced in full at a time.`);
  }
  const { arming } = answer;
  await database.asTenant(tenantId, (orm) =>
    audit(orm, actor, {
      action: "trace.arm",
      target: { kind: "trace", id: arming.id, label: device?.name ?? topic ?? "" },
      after: { device: device?.name ?? null, topic: topic ?? null, until: arming.until },
    }),
  );
  return arming;
}
