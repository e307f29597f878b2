import { BACKDATED_MS, DAY_MS } from "./issue-certificate.ts";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "./peculiar.ts";
import { exportKey, type KeyPair, makeSigningKeys, newSerialNumber, SIGNING_ALGORITHM } from "./signing-key.ts";

/** A certificate authority of our own: it signs devices' or servers' certificates, and no other authorities. */
export async function makeAuthority(name: Name, days: number, now: Date): Promise<KeyPair> {
  const keys = await makeSigningKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name,
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey, false),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}
