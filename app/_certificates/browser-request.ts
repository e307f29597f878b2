import "reflect-metadata";
import { PemConverter, Pkcs10CertificateRequestGenerator } from "@peculiar/x509";

/** ECDSA P-256: small, fast, and known to every microcontroller's TLS library. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A key that exists in this page alone, and the request to sign its public half. Both PEM. */
export async function makeRequest(deviceName: string): Promise<{ readonly csr: string; readonly key: string }> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [deviceName] }],
    keys,
    signingAlgorithm: ALGORITHM,
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { csr: request.toString("pem"), key: `${PemConverter.encode(key, "PRIVATE KEY")}\n` };
}
