import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { distinguishedName } from "#db/x509/distinguished-name.ts";
import { issueCertificate } from "#db/x509/issue-certificate.ts";
import { makeAuthority as makeNamedAuthority } from "#db/x509/make-authority.ts";
import { ExtendedKeyUsage, type GeneralNameType } from "#db/x509/peculiar.ts";
import { exportKey, type KeyPair, makeSigningKeys } from "#db/x509/signing-key.ts";

/**
 * A certificate authority of this installation's own, so that TLS works from the first start. Devices trust it by
 * carrying its certificate (the console offers it for download).
 */

const AUTHORITY_DAYS = 10 * 365;
/** The longest life that browsers and phones accept of a server certificate. */
const SERVER_DAYS = 397;

export function makeAuthority(now: Date): Promise<KeyPair> {
  const name = `Hato local CA ${now.toISOString().slice(0, 10)} ${randomBytes(3).toString("hex")}`;
  return makeNamedAuthority(distinguishedName(name, "Hato"), AUTHORITY_DAYS, now);
}

/** Signs a server certificate for these names, which may be host names, wildcards and IP addresses. */
export async function issueServerCertificate(
  authority: KeyPair,
  names: readonly string[],
  now: Date,
): Promise<KeyPair> {
  const keys = await makeSigningKeys();
  const contents = {
    subject: distinguishedName(names[0] ?? "localhost"),
    names: names.map((value) => ({ type: (isIP(value) === 0 ? "dns" : "ip") as GeneralNameType, value })),
    publicKey: keys.publicKey,
    usage: ExtendedKeyUsage.serverAuth,
    days: SERVER_DAYS,
  };
  return { certificate: await issueCertificate(authority, contents, now), key: await exportKey(keys.privateKey) };
}

/** What the server is called: as the world calls it, for each tenant, and on its own machine. */
export function serverNames(publicHost: string): string[] {
  const machine = hostname().toLowerCase();
  return [
    ...new Set([
      publicHost,
      ...(isIP(publicHost) === 0 ? [`*.${publicHost}`] : []),
      "localhost",
      "127.0.0.1",
      "::1",
      ...(/^[a-z0-9.-]+$/.test(machine) ? [machine] : []),
    ]),
  ];
}
