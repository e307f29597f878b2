import { DEVICE_NAME } from "#core/names.ts";
import { findDeviceIdentity } from "#db/queries/find-device-identity.ts";
import type { IdentityCredential } from "#db/queries/identities.ts";
import { hashSecret, sameHash } from "#db/secrets.ts";
import type { AuthRequest, AuthResult } from "../identity.ts";
import { admitDevice } from "./admit-device.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** A device that shows one of its secrets as password. */
export async function identifyBySecret(
  tenantSlug: string,
  deviceName: string,
  request: AuthRequest,
  options: IdentityOptions,
): Promise<AuthResult> {
  const { sql, keys } = options;
  const { password } = request;
  // Hashed before the question, so that an unknown device costs what a wrong secret costs.
  const hash = hashSecret(keys.deviceSecret, password ?? "");
  const found = await findDeviceIdentity(sql, tenantSlug, DEVICE_NAME.test(deviceName) ? deviceName : "");
  if (found === undefined) return refuse("unknownTenant", { deviceName });
  const { tenantId, device } = found;
  if (device === null) return refuse("unknownDevice", { tenantId, deviceName });
  const who = { tenantId, deviceId: device.id, deviceName };
  if (password === undefined) return refuse("missingCredential", who);
  const credential = matching(device.credentials, hash);
  if (credential === undefined) return refuse("wrongPassword", who);
  const { id: credentialId, expiresAtMs } = credential;
  const proof = { identityKind: "secret", credentialId, expiresAtMs: expiresAtMs ?? undefined } as const;
  return admitDevice(found, device, proof, request, options);
}

/** Compares with every credential, so that the time tells nothing of which one came close. */
function matching(credentials: readonly IdentityCredential[], hash: Buffer): IdentityCredential | undefined {
  let found: IdentityCredential | undefined;
  for (const credential of credentials) {
    if (sameHash(Buffer.from(credential.secretHash, "hex"), hash)) found = credential;
  }
  return found;
}
