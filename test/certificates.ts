import { randomBytes } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "#db/x509/peculiar.ts";
import { exportKey, type KeyPair, makeSigningKeys, SIGNING_ALGORITHM } from "#db/x509/signing-key.ts";

/** Certificates as others make them: authorities that are not Hato's, and what they sign. */

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Authority extends KeyPair {
  readonly keys: CryptoKeyPair;
}

export interface Dates {
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
}

export async function makeForeignAuthority(
  name: string,
  { from = -1, to = 30, above, pathLength, extensions = [] }: ForeignAuthority = {},
): Promise<Authority> {
  const keys = await makeSigningKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString("hex").replace(/^./, "1"),
    subject: `CN=${name}`,
    issuer: above === undefined ? `CN=${name}` : new X509Certificate(above.certificate).subject,
    notBefore: days(from),
    notAfter: days(to),
    publicKey: keys.publicKey,
    signingKey: (above?.keys ?? keys).privateKey,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ...extensions,
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey), keys };
}

interface ForeignAuthority extends Dates {
  readonly above?: Authority;
  readonly pathLength?: number;
  readonly extensions?: readonly Extension[];
}

interface Leaf extends Dates {
  readonly commonName?: string;
  readonly usage?: string;
  readonly extensions?: readonly Extension[];
}

/** A certificate that an authority signed, or that is signed by itself. */
export async function makeLeaf(
  authority: Authority | undefined,
  { commonName = "device", from = -1, to = 30, usage = ExtendedKeyUsage.clientAuth, extensions = [] }: Leaf = {},
): Promise<KeyPair> {
  const keys = await makeSigningKeys();
  const subject = `CN=${commonName}`;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString("hex").replace(/^./, "1"),
    subject,
    issuer: authority === undefined ? subject : new X509Certificate(authority.certificate).subject,
    notBefore: days(from),
    notAfter: days(to),
    publicKey: keys.publicKey,
    signingKey: (authority?.keys ?? keys).privateKey,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [new BasicConstraintsExtension(false), new ExtendedKeyUsageExtension([usage]), ...extensions],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}

function days(from: number): Date {
  return new Date(Date.now() + from * DAY_MS);
}
