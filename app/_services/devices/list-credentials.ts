import { isId } from "#core/ids.ts";
import { listCredentials as listCredentialRows } from "#db/queries/device-credentials.ts";
import { findDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { CredentialView } from "./device.ts";
import { presentCredential } from "./present-device.ts";

/**
 * A device's credentials, newest first: a short list, kept so by rotate-credential.
 * @throws ApiError not_found
 */
export async function listCredentials(actor: Actor, deviceId: string): Promise<CredentialView[]> {
  requirePermission(actor, "devices.read");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  const rows = await services().database.asTenant(tenantId, async (orm) => {
    if ((await findDevice(orm, tenantId, deviceId)) === undefined) throw notFound("device");
    return listCredentialRows(orm, tenantId, deviceId);
  });
  return rows.map((row) => presentCredential(row));
}
