import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "./peculiar.ts";
import { importSigningKey, type KeyPair, newSerialNumber, SIGNING_ALGORITHM } from "./signing-key.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;
/** Devices' clocks are wrong. */
export const BACKDATED_MS = 60 * 60 * 1000;

export interface CertificateContents {
  readonly subject: Name;
  readonly names: JsonGeneralNames;
  readonly publicKey: CryptoKey | PublicKey;
  /** An OID of ExtendedKeyUsage. */
  readonly usage: string;
  /** It ends no later than its authority does. */
  readonly days: number;
}

/** Has an authority of ours sign a certificate, which is no authority's. PEM. */
export async function issueCertificate(
  authority: KeyPair,
  { subject, names, publicKey, usage, days }: CertificateContents,
  now: Date,
): Promise<string> {
  const issuer = new X509Certificate(authority.certificate);
  const notAfter = Math.min(now.getTime() + days * DAY_MS - BACKDATED_MS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: issuer.subjectName,
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(notAfter),
    publicKey,
    signingKey: await importSigningKey(authority.key),
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
      new SubjectAlternativeNameExtension(names),
      await AuthorityKeyIdentifierExtension.create(issuer, false),
      await SubjectKeyIdentifierExtension.create(publicKey, false),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}
