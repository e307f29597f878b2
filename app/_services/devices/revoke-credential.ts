import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { revokeCredential as revokeCredentialRow } from "#db/queries/device-credentials.ts";
import { lockDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

/**
 * Ends a credential now; the broker closes connections that were opened with it. Revoking again changes nothing.
 * @throws ApiError not_found
 */
export async function revokeCredential(actor: Actor, deviceId: string, credentialId: string): Promise<void> {
  requirePermission(actor, "devices.write");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const device = await lockDevice(orm, tenantId, deviceId);
    if (device === undefined) throw notFound("device");
    if (!isId("credential", credentialId)) throw notFound("credential");
    const credential = await revokeCredentialRow(orm, tenantId, deviceId, credentialId);
    if (credential === undefined) throw notFound("credential");
    await audit(orm, actor, {
      action: "credential.revoke",
      target: { kind: "device", id: deviceId, label: device.name },
      before: { credentialId },
    });
    await notifyChange(orm, { tenantId, kind: "credential", id: deviceId });
  });
}
