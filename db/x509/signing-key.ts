import { randomBytes } from "node:crypto";
import { PemConverter } from "./peculiar.ts";

/** ECDSA P-256: small, fast, and known to every microcontroller's TLS library. */
export const SIGNING_ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export function makeSigningKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(SIGNING_ALGORITHM, true, ["sign", "verify"]);
}

/** 127 random bits, never negative. */
export function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

/** PKCS #8, PEM. */
export async function exportKey(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

export function importSigningKey(pem: string): Promise<CryptoKey> {
  const [der] = PemConverter.decode(pem);
  if (der === undefined) throw new Error("the key is no PEM");
  return crypto.subtle.importKey("pkcs8", der, SIGNING_ALGORITHM, true, ["sign"]);
}
