import { sql } from "drizzle-orm";
import { foreignKey, index, pgEnum, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { AUTHORITY_KINDS, CERTIFICATE_MAPPINGS, CERTIFICATE_ORIGINS } from "#core/certificate.ts";
import { at, bytea, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { devices } from "./devices.ts";
import { tenants } from "./tenants.ts";

export const authorityKind = pgEnum("authority_kind", AUTHORITY_KINDS);
export const certificateMapping = pgEnum("certificate_mapping", CERTIFICATE_MAPPINGS);
export const certificateOrigin = pgEnum("certificate_origin", CERTIFICATE_ORIGINS);

/** Certificate authorities that a tenant trusts with its devices, and those that it no longer does. */
export const certificateAuthorities = pgTable(
  "certificate_authorities",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    name: text("name").notNull(),
    kind: authorityKind("kind").notNull(),
    mapping: certificateMapping("mapping").notNull(),
    /** The distinguished name, as OpenSSL prints it. */
    subject: text("subject").notNull(),
    /** SHA-256 of the certificate. */
    fingerprint: bytea("fingerprint").notNull(),
    /** PEM: the authority itself, then those above it, if they were uploaded with it. */
    certificate: text("certificate").notNull(),
    /** PKCS #8, sealed (db/seal.ts); null of an uploaded authority, and once trust has ended. */
    sealedKey: bytea("sealed_key"),
    notBefore: at("not_before").notNull(),
    notAfter: at("not_after").notNull(),
    createdAt: createdAt(),
    /** When trust in it was ended. */
    endedAt: at("ended_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("certificate_authorities_fingerprint_key")
      .on(table.tenantId, table.fingerprint)
      .where(sql`ended_at is null`),
    tenantPolicy(),
  ],
).enableRLS();

/** Certificates by which devices may connect. */
export const deviceCertificates = pgTable(
  "device_certificates",
  {
    tenantId: tenantId(),
    id: text("id").notNull(),
    deviceId: text("device_id").notNull(),
    /** Whose end of trust ends this one too; null: registered on its own. */
    authorityId: text("authority_id"),
    origin: certificateOrigin("origin").notNull(),
    subject: text("subject").notNull(),
    issuer: text("issuer").notNull(),
    /** In hex. */
    serialNumber: text("serial_number").notNull(),
    /** SHA-256 of the certificate. */
    fingerprint: bytea("fingerprint").notNull(),
    notBefore: at("not_before").notNull(),
    /** Whole seconds, as in certificates; of a mapped one the earliest end on its way up to the authority. */
    notAfter: at("not_after").notNull(),
    createdAt: createdAt(),
    revokedAt: at("revoked_at"),
    lastUsedAt: at("last_used_at"),
    lastUsedAddress: text("last_used_address"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.deviceId], foreignColumns: [devices.tenantId, devices.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      name: "device_certificates_authority_fk",
      columns: [table.tenantId, table.authorityId],
      foreignColumns: [certificateAuthorities.tenantId, certificateAuthorities.id],
    }).onDelete("cascade"),
    uniqueIndex("device_certificates_fingerprint_key").on(table.tenantId, table.fingerprint),
    // A client that shows a certificate and names nobody: Hato must know whose it is.
    index("device_certificates_issued_idx").on(table.fingerprint).where(sql`origin = 'issued'`),
    index("device_certificates_device_idx").on(table.tenantId, table.deviceId),
    index("device_certificates_authority_idx").on(table.tenantId, table.authorityId),
    index("device_certificates_expiry_idx").on(table.tenantId, table.notAfter, table.id),
    tenantPolicy(),
  ],
).enableRLS();

/**
 * Certificates that were revoked, kept until they end by themselves: what an authority vouches for must not come back
 * when its device is deleted and made again, or the authority removed and uploaded again.
 */
export const certificateRevocations = pgTable(
  "certificate_revocations",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    fingerprint: bytea("fingerprint").notNull(),
    notAfter: at("not_after").notNull(),
    revokedAt: at("revoked_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.fingerprint] }), tenantPolicy()],
).enableRLS();

export type CertificateAuthority = typeof certificateAuthorities.$inferSelect;
export type DeviceCertificate = typeof deviceCertificates.$inferSelect;
