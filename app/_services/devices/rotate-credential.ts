import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { deleteCredentials, endCredentials, listCredentials } from "#db/queries/device-credentials.ts";
import { lockDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { CREDENTIALS_PER_DEVICE_MAX, type NewCredentialView, type RotateCredentialInput } from "./device.ts";
import { newCredential } from "./new-credential.ts";
import { presentCredential } from "./present-device.ts";

/** Ended credentials kept per device, so that a person sees what became of the last ones. */
const ENDED_KEPT_MAX = 20;

/**
 * Gives a device a new secret. With overlap the present ones stay valid that long, so that the device can be changed
 * over in its own time, or as long as they have (null); without, they end at once and the broker closes their
 * connections.
 * @throws ApiError not_found, or conflict when too many credentials are live
 */
export async function rotateCredential(
  actor: Actor,
  deviceId: string,
  input: RotateCredentialInput,
): Promise<NewCredentialView> {
  requirePermission(actor, "devices.write");
  if (!isId("device", deviceId)) throw notFound("device");
  return services().database.asTenant(actor.tenantId, (orm) => rotateCredentialIn(orm, actor, deviceId, input));
}

/** The same inside a transaction of the caller's, who has checked the right to it. */
export async function rotateCredentialIn(
  orm: Orm,
  actor: Actor,
  deviceId: string,
  { overlapHours, name = "", expiresAt = null }: RotateCredentialInput,
): Promise<NewCredentialView> {
  const { tenantId } = actor;
  // Locked, so that of two rotations at once the later ends what the earlier made.
  const device = await lockDevice(orm, tenantId, deviceId);
  if (device === undefined) throw notFound("device");
  const now = new Date();
  const present = await listCredentials(orm, tenantId, deviceId);
  const isActive = (credential: (typeof present)[number]) => presentCredential(credential, now).status === "active";
  const active = present.filter(isActive);
  if (overlapHours !== 0 && active.length >= CREDENTIALS_PER_DEVICE_MAX) {
    throw new ApiError(
      "conflict",
      `The device has ${CREDENTIALS_PER_DEVICE_MAX} active credentials already. Revoke one, or rotate without overlap.`,
    );
  }
  if (overlapHours !== null) await endCredentials(orm, tenantId, deviceId, overlapHours);
  const ended = present.filter((credential) => !isActive(credential));
  await deleteCredentials(
    orm,
    tenantId,
    ended.slice(ENDED_KEPT_MAX).map((credential) => credential.id),
  );
  const credential = await newCredential(orm, actor, device, { name, expiresAt });
  await audit(orm, actor, {
    action: "credential.rotate",
    target: { kind: "device", id: deviceId, label: device.name },
    before: { credentialIds: active.map(({ id }) => id) },
    after: { credentialId: credential.id, overlapHours, name, expiresAt },
  });
  await notifyChange(orm, { tenantId, kind: "credential", id: deviceId });
  return credential;
}
