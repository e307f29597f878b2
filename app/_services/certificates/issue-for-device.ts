import { createPublicKey, X509Certificate } from "node:crypto";
import { CERTIFICATE_DAYS_DEFAULT } from "#core/certificate.ts";
import type { Orm } from "#db/client.ts";
import { listAuthorities, lockAuthorities } from "#db/queries/certificate-authorities.ts";
import type { CertificateAuthority, Device } from "#db/schema/index.ts";
import { unseal } from "#db/seal.ts";
import { distinguishedName } from "#db/x509/distinguished-name.ts";
import { issueCertificate } from "#db/x509/issue-certificate.ts";
import { isStrongKey } from "#db/x509/judge-certificate.ts";
import { ExtendedKeyUsage, Pkcs10CertificateRequest, type PublicKey } from "#db/x509/peculiar.ts";
import { readPem } from "#db/x509/read-certificate.ts";
import { exportKey, type KeyPair, makeSigningKeys } from "#db/x509/signing-key.ts";
import type { Actor } from "../actor.ts";
import { services } from "../database.ts";
import { ApiError, type Issue } from "../errors.ts";
import type { AddCertificateInput } from "./certificate.ts";
import { keyPlace, makeAuthority } from "./make-authority.ts";
import { reading, refuseFault } from "./refuse-fault.ts";

/** A certificate that is to be written down. */
export interface NewCertificate {
  readonly x509: X509Certificate;
  readonly authorityId: string | null;
  readonly pem: string;
  readonly privateKey: string | null;
}

const AUTHORITY_NAME = "Devices";

/**
 * Has one of Hato's authorities sign a certificate for a device. What it says is ours to say: of a request only the key
 * is taken.
 * @param requested undefined: a key is made, and leaves with the answer
 */
export async function issueForDevice(
  orm: Orm,
  actor: Actor,
  device: Device,
  requested: PublicKey | undefined,
  { days = CERTIFICATE_DAYS_DEFAULT, authorityId }: AddCertificateInput,
): Promise<NewCertificate> {
  const { authority, pair } = await authorityToSign(orm, actor, authorityId);
  const made = requested === undefined ? await makeSigningKeys() : undefined;
  const publicKey = requested ?? made?.publicKey;
  if (publicKey === undefined) throw new Error("one of the two keys is there");
  const contents = {
    subject: distinguishedName(device.name),
    // What follows the scheme is the MQTT username.
    names: [{ type: "url" as const, value: `hato:${actor.tenantSlug}/${device.name}` }],
    publicKey,
    usage: ExtendedKeyUsage.clientAuth,
    days,
  };
  const pem = await issueCertificate(pair, contents, new Date());
  return {
    x509: new X509Certificate(pem),
    authorityId: authority.id,
    pem: pem + pair.certificate,
    privateKey: made === undefined ? null : await exportKey(made.privateKey),
  };
}

/**
 * The key that a request asks a certificate for. Whoever made the request holds it: the request is signed with it.
 * @throws ApiError invalid_request
 */
export async function readRequest(pem: string): Promise<PublicKey> {
  const [der, another] = reading("csr", () => readPem(pem, "CERTIFICATE REQUEST"));
  if (der === undefined || another !== undefined) throw refuseFault("csr", "requestMalformed");
  let request: Pkcs10CertificateRequest;
  let strong: boolean;
  try {
    request = new Pkcs10CertificateRequest(der);
    const spki = Buffer.from(request.publicKey.rawData);
    strong = isStrongKey(createPublicKey({ key: spki, format: "der", type: "spki" }));
  } catch {
    throw refuseFault("csr", "requestMalformed");
  }
  if (!strong) throw refuseFault("csr", "certificateWeakKey");
  if (!(await request.verify().catch(() => false))) throw refuseFault("csr", "requestSignature");
  return request.publicKey;
}

/** @throws ApiError invalid_request when the one that was named cannot sign */
async function authorityToSign(
  orm: Orm,
  actor: Actor,
  id: string | undefined,
): Promise<{ authority: CertificateAuthority; pair: KeyPair }> {
  // Of two first certificates at once, one makes the authority and the other takes it.
  await lockAuthorities(orm, actor.tenantId);
  const now = new Date();
  const able = (await listAuthorities(orm, actor.tenantId)).filter(
    ({ sealedKey, endedAt, notAfter }) => sealedKey !== null && endedAt === null && notAfter > now,
  );
  const authority = id === undefined ? able.at(-1) : able.find((one) => one.id === id);
  if (authority === undefined) {
    if (id === undefined) return makeAuthority(orm, actor, AUTHORITY_NAME);
    const issue: Issue = { path: ["authorityId"], code: "unknown", message: "is no authority of Hato's that can sign" };
    throw new ApiError("invalid_request", "There is no such authority that can sign.", { issues: [issue] });
  }
  const key = unseal(services().keys.seal, keyPlace(authority.id), authority.sealedKey ?? Buffer.alloc(0));
  return { authority, pair: { certificate: authority.certificate, key: key.toString("utf8") } };
}
