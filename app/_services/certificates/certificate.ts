import { z } from "zod";
import {
  AUTHORITY_KINDS,
  CERTIFICATE_DAYS_DEFAULT,
  CERTIFICATE_DAYS_MAX,
  CERTIFICATE_MAPPINGS,
  CERTIFICATE_ORIGINS,
  PEM_CHARS_MAX,
} from "#core/certificate.ts";
import { TEXT_LIMITS } from "#core/limits.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { oneLine, plainText } from "../text.ts";

/** What authorities and certificates look like from outside, and what may be asked of them: forms and REST alike. */

export const AUTHORITY_NAME_CHARS_MAX = 60;

// Longer ones are refused where they are read, in words that fit.
const pem = z.string().max(2 * PEM_CHARS_MAX);
const mapping = z.enum(CERTIFICATE_MAPPINGS);

export const createAuthorityInput = z
  .strictObject({
    name: oneLine(AUTHORITY_NAME_CHARS_MAX).meta({ description: "For people, to tell authorities apart." }),
    certificate: pem.optional().meta({
      description:
        "PEM of an authority of your own, then of those above it, if any. Without it, Hato makes an authority and keeps its key.",
    }),
    mapping: mapping.default("none").meta({
      description:
        "What in a certificate that it signed names the device, for certificates not registered one by one: the common name, a DNS name, or the last part of a URI. Only of an uploaded authority.",
    }),
  })
  .refine(({ certificate, mapping }) => certificate !== undefined || mapping === "none", {
    path: ["mapping"],
    message: "is for an uploaded authority: what Hato issues is known certificate by certificate",
  })
  .meta({ id: "CreateCertificateAuthority" });
export type CreateAuthorityInput = z.output<typeof createAuthorityInput>;

export const addCertificateInput = z
  .strictObject({
    csr: pem.optional().meta({
      description: "PEM of a certificate request (PKCS #10): its key is taken, its names are not.",
    }),
    certificate: pem.optional().meta({
      description: "PEM of a certificate that the device has already, self-signed or anybody's: it is registered.",
    }),
    days: z
      .int()
      .min(1)
      .max(CERTIFICATE_DAYS_MAX)
      .optional()
      .meta({
        description: `How long an issued certificate is valid, but no longer than its authority. ${CERTIFICATE_DAYS_DEFAULT} if left out.`,
      }),
    authorityId: z.string().max(40).optional().meta({
      description: "Which of Hato's authorities signs; the newest if left out, and a new one if there is none.",
    }),
  })
  .refine(({ csr, certificate }) => csr === undefined || certificate === undefined, {
    path: ["csr"],
    message: "is for a certificate that Hato issues: leave out certificate",
  })
  .refine(({ certificate, days, authorityId }) => certificate === undefined || (days ?? authorityId) === undefined, {
    path: ["certificate"],
    message: "says itself who signed it and how long it is valid: leave out days and authorityId",
  })
  .meta({ id: "AddCertificate" });
export type AddCertificateInput = z.output<typeof addCertificateInput>;

export const listCertificatesInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
  status: z.enum(["active", "expiring", "expired", "revoked", "untrusted"]).optional(),
  withinDays: z.coerce.number().int().min(1).max(CERTIFICATE_DAYS_MAX).default(30).meta({
    description: "Of `status=expiring`.",
  }),
  search: plainText(TEXT_LIMITS.deviceNameCharsMax).optional().meta({ description: "Part of the device's name." }),
});
export type ListCertificatesInput = z.output<typeof listCertificatesInput>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });
const fingerprint = z.string().meta({ description: "SHA-256 of the certificate, in hex." });

export const authorityView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(AUTHORITY_KINDS).meta({ description: "Whether Hato made it, or it was uploaded." }),
    mapping,
    status: z.enum(["active", "notYetValid", "expired", "untrusted"]),
    subject: z.string(),
    fingerprint,
    pem: z.string().meta({ description: "Its certificate, and those above it that were uploaded with it." }),
    certificates: z.int().meta({ description: "Live certificates of devices that it vouches for." }),
    notBefore: timestamp,
    notAfter: timestamp,
    createdAt: timestamp,
    endedAt: timestamp.nullable().meta({ description: "When trust in it was ended." }),
  })
  .meta({ id: "CertificateAuthority" });
export type AuthorityView = z.output<typeof authorityView>;

export const certificateView = z
  .strictObject({
    id: z.string(),
    deviceId: z.string(),
    deviceName: z.string(),
    authorityId: z.string().nullable().meta({ description: "Whose end of trust ends it too." }),
    origin: z.enum(CERTIFICATE_ORIGINS).meta({
      description:
        "issued by Hato · registered by somebody · mapped: the device came with it, vouched for by a trusted authority.",
    }),
    status: z.enum(["active", "notYetValid", "expired", "revoked", "untrusted"]),
    subject: z.string(),
    issuer: z.string(),
    serialNumber: z.string(),
    fingerprint,
    notBefore: timestamp,
    notAfter: timestamp,
    createdAt: timestamp,
    revokedAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable().meta({ description: "RFC 3339, UTC; written some seconds late." }),
  })
  .meta({ id: "Certificate" });
export type CertificateView = z.output<typeof certificateView>;

export const addedCertificateView = z
  .strictObject({
    certificate: certificateView,
    pem: z.string().meta({ description: "The certificate; if Hato issued it, its authority follows." }),
    privateKey: z.string().nullable().meta({
      description: "PEM (PKCS #8), shown this once and kept nowhere; null when the key is yours.",
    }),
  })
  .meta({ id: "AddedCertificate" });
export type AddedCertificateView = z.output<typeof addedCertificateView>;
