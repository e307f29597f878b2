import { type IdentityKind, policyAllows } from "#core/listener-policy.ts";
import type { DeviceIdentity, IdentityDevice } from "#db/queries/identities.ts";
import type { Admission, AuthRequest, AuthResult } from "../identity.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** By what a device has proven who it is. */
export interface Proof extends Pick<Admission, "credentialId" | "expiresAtMs" | "grant" | "tokenStanding"> {
  readonly identityKind: IdentityKind;
}

/**
 * What becomes of a device that has proven to be this one. Only here is it told what else forbids it to come in: who
 * proves nothing learns nothing.
 */
export function admitDevice(
  found: DeviceIdentity,
  device: IdentityDevice,
  proof: Proof,
  { transport, address }: Pick<AuthRequest, "transport" | "address">,
  { onAdmitted }: Pick<IdentityOptions, "onAdmitted">,
): AuthResult {
  const { tenantId, tenantSlug, listenerPolicy } = found;
  const who = { tenantId, deviceId: device.id, deviceName: device.name };
  if (proof.expiresAtMs !== undefined && proof.expiresAtMs <= Date.now()) return refuse("credentialExpired", who);
  if (!device.enabled) return refuse("deviceDisabled", who);
  if (!policyAllows(listenerPolicy, proof.identityKind, transport)) return refuse("listenerNotAllowed", who);
  const admission: Admission = {
    ok: true,
    tenantId,
    tenantSlug,
    principalId: device.id,
    deviceId: device.id,
    deviceName: device.name,
    labels: device.labels,
    limits: device.limits,
    rules: device.rules,
    ...proof,
  };
  onAdmitted?.(admission, address);
  return admission;
}
