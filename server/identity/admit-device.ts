import type { DeviceIdentity, IdentityCredential, IdentityDevice } from "#db/queries/identities.ts";
import type { Admission, AuthResult } from "../identity.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** What becomes of a device that showed this credential, or none that fits. */
export function admitDevice(
  found: DeviceIdentity,
  device: IdentityDevice,
  credential: IdentityCredential | undefined,
  address: string,
  { onAdmitted }: Pick<IdentityOptions, "onAdmitted">,
): AuthResult {
  const { tenantId } = found;
  const who = { tenantId, deviceId: device.id, deviceName: device.name };
  if (credential === undefined) return refuse("wrongPassword", who);
  if (credential.expiresAtMs !== null && credential.expiresAtMs <= Date.now()) return refuse("credentialExpired", who);
  if (!device.enabled) return refuse("deviceDisabled", who);
  const admission: Admission = {
    ok: true,
    tenantId,
    tenantSlug: found.tenantSlug,
    principalId: device.id,
    deviceId: device.id,
    deviceName: device.name,
    credentialId: credential.id,
    labels: device.labels,
    rules: device.rules,
    expiresAtMs: credential.expiresAtMs ?? undefined,
  };
  onAdmitted?.(admission, address);
  return admission;
}
