import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { Config } from "#core/config.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import { StartError } from "../start-error.ts";
import { issueServerCertificate, makeAuthority, serverNames } from "./local-authority.ts";

/** A certificate of our own is replaced when it has fewer days left than this. */
const RENEW_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The certificate of the TLS listeners: the operator's files, or else one of our own authority in
 * `DATA_DIR/tls`, made at the first start and renewed when it runs out or the names change.
 */
export async function serverCertificate(
  config: Pick<Config, "dataDir" | "publicHost" | "tlsCertFile" | "tlsKeyFile">,
  now: Date = new Date(),
): Promise<KeyPair> {
  if (config.tlsCertFile !== undefined && config.tlsKeyFile !== undefined) {
    return readOperatorsFiles(config.tlsCertFile, config.tlsKeyFile);
  }
  const directory = join(config.dataDir, "tls");
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const names = serverNames(config.publicHost);
  const authority = await keepAuthority(directory, now);
  const kept = readPair(directory, "server");
  if (kept !== undefined && isGood(kept, authority, names, now)) return kept;
  const issued = await issueServerCertificate(authority, names, now);
  writePair(directory, "server", issued);
  return issued;
}

/** What the console offers for download; of no use with the operator's own certificate. */
export function authorityFile(dataDir: string): string {
  return join(dataDir, "tls", "ca.pem");
}

async function keepAuthority(directory: string, now: Date): Promise<KeyPair> {
  const kept = readPair(directory, "ca");
  if (kept !== undefined && new X509Certificate(kept.certificate).validToDate > now) return kept;
  if (kept === undefined && existsSync(join(directory, "ca.pem"))) {
    throw new StartError(
      `${join(directory, "ca-key.pem")} is missing: put it back, or remove ${directory} to make a new authority, whose ca.pem every device will need`,
    );
  }
  const made = await makeAuthority(now);
  writePair(directory, "ca", made);
  return made;
}

function isGood(pair: KeyPair, authority: KeyPair, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pair.certificate);
  const alternatives = certificate.subjectAltName?.split(", ") ?? [];
  return (
    certificate.checkIssued(new X509Certificate(authority.certificate)) &&
    certificate.checkPrivateKey(createPrivateKey(pair.key)) &&
    certificate.validToDate.getTime() - now.getTime() > RENEW_DAYS * DAY_MS &&
    names.every((name) =>
      isIP(name) === 0 ? alternatives.includes(`DNS:${name}`) : certificate.checkIP(name) !== undefined,
    )
  );
}

function readPair(directory: string, name: "ca" | "server"): KeyPair | undefined {
  const [certificateFile, keyFile] = [join(directory, `${name}.pem`), join(directory, `${name}-key.pem`)];
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return undefined;
  return { certificate: readFileSync(certificateFile, "utf8"), key: readFileSync(keyFile, "utf8") };
}

/** The key goes first: a certificate without its key could never be used. */
function writePair(directory: string, name: "ca" | "server", pair: KeyPair): void {
  for (const [file, text, mode] of [
    [`${name}-key.pem`, pair.key, 0o600],
    [`${name}.pem`, pair.certificate, 0o644],
  ] as const) {
    const path = join(directory, file);
    writeFileSync(`${path}.new`, text, { mode });
    renameSync(`${path}.new`, path);
  }
}

function readOperatorsFiles(certFile: string, keyFile: string): KeyPair {
  const pair = { certificate: read("TLS_CERT_FILE", certFile), key: read("TLS_KEY_FILE", keyFile) };
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key });
  } catch (cause) {
    throw new StartError(`TLS_CERT_FILE and TLS_KEY_FILE do not fit: ${(cause as Error).message}`, { cause });
  }
  return pair;
}

function read(variable: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new StartError(`${variable}: cannot read ${file} (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
