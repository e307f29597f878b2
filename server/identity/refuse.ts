import type { ConnectRefusal } from "#core/control.ts";
import * as reason from "#core/mqtt/reason-codes.ts";
import type { Refusal } from "../identity.ts";

type Named = Pick<Refusal, "tenantId" | "deviceId" | "deviceName">;

/** A refusal with the reason code that may be told. */
export function refuse(refusal: ConnectRefusal, named: Named = {}): Refusal {
  return { ok: false, refusal, reasonCode: REASON_CODES[refusal] ?? reason.BAD_USER_NAME_OR_PASSWORD, ...named };
}

/** All others answer 0x86, so that nobody can find out which tenants and devices there are. */
const REASON_CODES: Partial<Record<ConnectRefusal, number>> = {
  // Told only to those who hold the right secret.
  deviceDisabled: reason.BANNED,
  listenerNotAllowed: reason.NOT_AUTHORIZED,
  // Not the device's fault, and over by itself: it must not think its token bad.
  tokenKeysUnavailable: reason.SERVER_UNAVAILABLE,
  // Told only to those who hold the key of a certificate that the tenant knows, or that its authority signed.
  certificateExpired: reason.NOT_AUTHORIZED,
  certificateNotYetValid: reason.NOT_AUTHORIZED,
  certificateRevoked: reason.NOT_AUTHORIZED,
  certificateMismatch: reason.NOT_AUTHORIZED,
  certificateNamesNobody: reason.NOT_AUTHORIZED,
  certificateUnfit: reason.NOT_AUTHORIZED,
  databaseAway: reason.SERVER_UNAVAILABLE,
};
