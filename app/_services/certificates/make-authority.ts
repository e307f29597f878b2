import { X509Certificate } from "node:crypto";
import { AUTHORITIES_PER_TENANT_MAX } from "#core/certificate.ts";
import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import {
  countAuthorities,
  deleteSpentAuthorities,
  insertAuthority,
  lockAuthorities,
} from "#db/queries/certificate-authorities.ts";
import { findTenant } from "#db/queries/tenants.ts";
import type { CertificateAuthority } from "#db/schema/index.ts";
import { seal } from "#db/seal.ts";
import { distinguishedName } from "#db/x509/distinguished-name.ts";
import { makeAuthority as makeAuthorityPair } from "#db/x509/make-authority.ts";
import { fingerprintOf } from "#db/x509/read-certificate.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import type { Actor } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";

/** Longer than devices stay in the field; a new one can take over at any time, for both are trusted. */
const AUTHORITY_DAYS = 20 * 365;

/** Makes the tenant an authority whose key stays here, sealed. @throws ApiError conflict when there are too many */
export async function makeAuthority(
  orm: Orm,
  actor: Actor,
  name: string,
): Promise<{ authority: CertificateAuthority; pair: KeyPair }> {
  const { tenantId } = actor;
  await requireRoom(orm, tenantId);
  const id = newId("certificateAuthority");
  const organization = (await findTenant(orm, tenantId))?.name;
  // The id makes the name unlike any other: devices and tools find an issuer by its name.
  const pair = await makeAuthorityPair(distinguishedName(name, organization, id), AUTHORITY_DAYS, new Date());
  const certificate = new X509Certificate(pair.certificate);
  const authority = await insertAuthority(orm, {
    tenantId,
    id,
    name,
    kind: "made",
    mapping: "none",
    subject: certificate.subject,
    fingerprint: fingerprintOf(certificate),
    certificate: pair.certificate,
    sealedKey: seal(services().keys.seal, keyPlace(id), Buffer.from(pair.key)),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
  });
  if (authority === undefined) throw new Error("a new authority has a fingerprint of its own");
  await auditCreated(orm, actor, authority);
  return { authority, pair };
}

/** Where a sealed key belongs (db/seal.ts). */
export function keyPlace(authorityId: string): string {
  return `certificate-authority/${authorityId}`;
}

/** @throws ApiError conflict */
export async function requireRoom(orm: Orm, tenantId: string): Promise<void> {
  await lockAuthorities(orm, tenantId);
  await deleteSpentAuthorities(orm, tenantId);
  if ((await countAuthorities(orm, tenantId)) < AUTHORITIES_PER_TENANT_MAX) return;
  throw new ApiError(
    "conflict",
    `The tenant trusts ${AUTHORITIES_PER_TENANT_MAX} certificate authorities already. End the trust in one of them first.`,
  );
}

export function auditCreated(orm: Orm, actor: Actor, authority: CertificateAuthority): Promise<void> {
  const { id, name, kind, mapping, subject, fingerprint, notAfter } = authority;
  return audit(orm, actor, {
    action: "certificateAuthority.create",
    target: { kind: "certificateAuthority", id, label: name },
    after: { kind, mapping, subject, fingerprint: fingerprint.toString("hex"), notAfter: notAfter.toISOString() },
  });
}
