import type { CertificateView } from "../_services/certificates/certificate.ts";

/** How each status looks. */
export const STATUS_TONES = {
  active: "ok",
  notYetValid: "warn",
  expired: "neutral",
  revoked: "danger",
  untrusted: "danger",
} as const satisfies Record<CertificateView["status"], string>;

/** When it was over before its time, as Expiry takes it. */
export function endOf({ status, revokedAt }: CertificateView): string | null | undefined {
  if (status === "revoked") return revokedAt;
  return status === "untrusted" ? null : undefined;
}
