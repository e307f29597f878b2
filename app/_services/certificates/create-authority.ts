import { AUTHORITY_CHAIN_MAX } from "#core/certificate.ts";
import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { insertAuthority } from "#db/queries/certificate-authorities.ts";
import { notifyChange } from "#db/queries/changes.ts";
import type { CertificateAuthority } from "#db/schema/index.ts";
import { authorityFault, dateFault } from "#db/x509/judge-certificate.ts";
import { CertificateError, fingerprintOf, readCertificates } from "#db/x509/read-certificate.ts";
import { isSignedBy } from "#db/x509/verify-path.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { taken } from "../errors.ts";
import type { AuthorityView, CreateAuthorityInput } from "./certificate.ts";
import { auditCreated, makeAuthority, requireRoom } from "./make-authority.ts";
import { presentAuthority } from "./present-certificate.ts";
import { reading } from "./refuse-fault.ts";

/**
 * Has the tenant trust a certificate authority with its devices: one that Hato makes, or an uploaded one.
 * @throws ApiError invalid_request at `certificate`, conflict when it is trusted already or there are too many
 */
export async function createAuthority(actor: Actor, input: CreateAuthorityInput): Promise<AuthorityView> {
  requirePermission(actor, "certificates.write");
  const { tenantId } = actor;
  const { certificate: pem } = input;
  const chain = pem === undefined ? undefined : reading("certificate", () => readChain(pem, new Date()));
  return services().database.asTenant(tenantId, async (orm) => {
    const authority =
      chain === undefined
        ? (await makeAuthority(orm, actor, input.name)).authority
        : await keepUploaded(orm, actor, input, chain);
    await notifyChange(orm, { tenantId, kind: "certificateAuthority", id: authority.id });
    return presentAuthority(authority, 0);
  });
}

type Chain = ReturnType<typeof readCertificates>;

/**
 * The authority itself, then each one above it. Trust rests in the first alone: what else those above may have signed
 * is not asked for.
 * @throws CertificateError
 */
function readChain(pem: string, now: Date): Chain {
  const chain = readCertificates(pem, AUTHORITY_CHAIN_MAX);
  for (const [index, certificate] of chain.entries()) {
    const fault = authorityFault(certificate) ?? dateFault(certificate, now);
    if (fault !== undefined) throw new CertificateError(fault);
    const above = chain[index + 1];
    if (above !== undefined && !isSignedBy(certificate, above)) throw new CertificateError("certificateChainBroken");
  }
  return chain;
}

async function keepUploaded(
  orm: Orm,
  actor: Actor,
  { name, mapping }: CreateAuthorityInput,
  chain: Chain,
): Promise<CertificateAuthority> {
  const { tenantId } = actor;
  const [certificate] = chain;
  if (certificate === undefined) throw new Error("a chain has one certificate at least");
  await requireRoom(orm, tenantId);
  const authority = await insertAuthority(orm, {
    tenantId,
    id: newId("certificateAuthority"),
    name,
    kind: "uploaded",
    mapping,
    subject: certificate.subject,
    fingerprint: fingerprintOf(certificate),
    certificate: chain.map((one) => one.toString()).join(""),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
  });
  if (authority === undefined) throw taken(["certificate"], "This authority is trusted already.");
  await auditCreated(orm, actor, authority);
  return authority;
}
