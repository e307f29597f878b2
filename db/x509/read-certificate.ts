import { X509Certificate } from "node:crypto";
import { PEM_CHARS_MAX } from "#core/certificate.ts";
import { X509Certificate as CertificateParts } from "./peculiar.ts";

/** What is wrong with an uploaded certificate, in words that the console translates. */
export type CertificateFault =
  | "certificateEmpty"
  | "certificateTooLarge"
  | "certificateIsPrivateKey"
  | "certificateIsRequest"
  | "certificateMalformed"
  | "certificateTooMany"
  | "certificateNotAuthority"
  | "certificateIsAuthority"
  | "certificateNotForClients"
  | "certificateConstrained"
  | "certificateChainBroken"
  | "certificateExpired"
  | "certificateNotYetValid"
  | "certificateWeakKey"
  | "certificateWeakSignature"
  | "requestMalformed"
  | "requestSignature";

/** A certificate that cannot be taken. The message is for the person who gave it. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
  readonly fault: CertificateFault;

  constructor(fault: CertificateFault) {
    super(FAULT_WORDS[fault]);
    this.fault = fault;
  }
}

const FAULT_WORDS: Readonly<Record<CertificateFault, string>> = {
  certificateEmpty: "holds no PEM: it begins with -----BEGIN CERTIFICATE-----",
  certificateTooLarge: `is longer than ${PEM_CHARS_MAX} characters`,
  certificateIsPrivateKey: "is a private key, or holds one: keep it to yourself, and take it as known if it was sent",
  certificateIsRequest: "is a certificate request (CSR), not a certificate",
  certificateMalformed: "is no certificate that can be read",
  certificateTooMany: "holds more certificates than are taken",
  certificateNotAuthority: "is not the certificate of an authority (CA:TRUE that may sign certificates)",
  certificateIsAuthority: "is the certificate of an authority: a device needs one of its own",
  certificateNotForClients: "is not meant for clients: its extended key usage leaves out clientAuth",
  certificateConstrained: "has name constraints or another critical extension that is not understood",
  certificateChainBroken: "must be followed by the authority that signed it, and that by the one above",
  certificateExpired: "has expired",
  certificateNotYetValid: "is not valid yet",
  certificateWeakKey: "has a weak key: RSA needs 2048 to 8192 bits, elliptic curves P-256 or more",
  certificateWeakSignature: "is signed by way of MD5 or SHA-1",
  requestMalformed: "is no certificate request (CSR, PKCS #10) that can be read",
  requestSignature: "is not signed by the key that it names",
};

/** What a PEM text may hold. */
export type PemLabel = "CERTIFICATE" | "CERTIFICATE REQUEST";

/**
 * The blocks of a PEM text, which must all be of one kind.
 * @throws CertificateError
 */
export function readPem(text: string, label: PemLabel): Uint8Array<ArrayBuffer>[] {
  if (text.length > PEM_CHARS_MAX) throw new CertificateError("certificateTooLarge");
  // Said before anything is parsed: a key may be damaged, or of a kind nobody knows.
  if (/PRIVATE KEY/.test(text)) throw new CertificateError("certificateIsPrivateKey");
  const blocks = pemBlocks(text);
  const [first] = blocks;
  if (first === undefined) throw new CertificateError(text.trim() === "" ? "certificateEmpty" : "certificateMalformed");
  for (const { name } of blocks) {
    if (KIND_OF[name] === label) continue;
    if (KIND_OF[name] === "CERTIFICATE REQUEST") throw new CertificateError("certificateIsRequest");
    throw new CertificateError(label === "CERTIFICATE" ? "certificateMalformed" : "requestMalformed");
  }
  return blocks.map(({ der }) => der);
}

/**
 * The blocks of RFC 7468, in one pass: the library's pattern tries every way to cut up a block that never ends, and forty
 * lines of it take longer than anybody lives.
 * @throws CertificateError
 */
function pemBlocks(text: string): { readonly name: string; readonly der: Uint8Array<ArrayBuffer> }[] {
  const blocks: { name: string; der: Uint8Array<ArrayBuffer> }[] = [];
  for (let begin = text.indexOf(BEGIN); begin >= 0; ) {
    const named = text.indexOf(DASHES, begin + BEGIN.length);
    const name = text.slice(begin + BEGIN.length, named);
    const last = `-----END ${name}${DASHES}`;
    const end = named < 0 ? -1 : text.indexOf(last, named);
    const base64 = text.slice(named + DASHES.length, end).replace(/\s+/g, "");
    if (end < 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new CertificateError("certificateMalformed");
    blocks.push({ name, der: new Uint8Array(Buffer.from(base64, "base64")) });
    begin = text.indexOf(BEGIN, end + last.length);
  }
  return blocks;
}

const BEGIN = "-----BEGIN ";
const DASHES = "-----";

const KIND_OF: Readonly<Record<string, PemLabel>> = {
  CERTIFICATE: "CERTIFICATE",
  "X509 CERTIFICATE": "CERTIFICATE",
  "CERTIFICATE REQUEST": "CERTIFICATE REQUEST",
  "NEW CERTIFICATE REQUEST": "CERTIFICATE REQUEST",
};

/**
 * The certificates of a PEM text, in its order.
 * @throws CertificateError
 */
export function readCertificates(text: string, certificatesMax: number): X509Certificate[] {
  const blocks = readPem(text, "CERTIFICATE");
  if (blocks.length > certificatesMax) throw new CertificateError("certificateTooMany");
  return blocks.map((der) => {
    try {
      const certificate = new X509Certificate(der);
      // Read by both libraries: what one of them does not understand is not taken.
      partsOf(certificate);
      if (certificate.subject.length > NAME_CHARS_MAX || certificate.issuer.length > NAME_CHARS_MAX) throw new Error();
      return certificate;
    } catch {
      throw new CertificateError("certificateMalformed");
    }
  });
}

/** Of a distinguished name; what is longer is no name. */
const NAME_CHARS_MAX = 1_000;

const PARTS = new WeakMap<X509Certificate, CertificateParts>();

/** The same certificate, read for its extensions and names: a millisecond, and so once. */
export function partsOf(certificate: X509Certificate): CertificateParts {
  const parts = PARTS.get(certificate) ?? new CertificateParts(new Uint8Array(certificate.raw));
  PARTS.set(certificate, parts);
  return parts;
}

/** SHA-256 of the certificate: by which one certificate is told from all others. */
export function fingerprintOf(certificate: X509Certificate): Buffer {
  return Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex");
}
