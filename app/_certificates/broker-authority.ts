import { X509Certificate } from "node:crypto";
import { authorityPem } from "../_connect/addresses.ts";

/** What the page shows of the authority that signed the broker's own certificate. */
export interface BrokerAuthority {
  readonly pem: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Undefined when the operator brought a certificate: its authority is not ours to offer. */
export async function brokerAuthority(): Promise<BrokerAuthority | undefined> {
  const pem = await authorityPem();
  if (pem === undefined) return undefined;
  const certificate = new X509Certificate(pem);
  return {
    pem,
    name: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? certificate.subject,
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  };
}
