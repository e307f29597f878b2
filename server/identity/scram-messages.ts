import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ScramVerifier } from "#db/scram.ts";

/** The server's side of SCRAM-SHA-256 (RFC 5802 section 5 and 7, RFC 7677): its messages, without input or output. */

/** More than any name and nonce need; nothing longer is looked at. */
const MESSAGE_BYTES_MAX = 1024;
/** Printable ASCII without the comma. */
const NONCE = /^[\x21-\x2b\x2d-\x7e]+$/;
const PROOF_BYTES = 32;

/** `n,,n=user,r=nonce` */
export interface ClientFirst {
  /** What the client-final message repeats, in base64. */
  readonly gs2Header: string;
  readonly username: string;
  readonly nonce: string;
  /** The message without the GS2 header: the first part of what is signed. */
  readonly bare: string;
}

/** `c=biws,r=nonce,p=proof` */
export interface ClientFinal {
  readonly nonce: string;
  readonly proof: Buffer;
  /** The last part of what is signed. */
  readonly withoutProof: string;
}

/**
 * Reads a client-first-message; undefined when it is none, or asks for what we do not offer: channel binding, acting as
 * somebody else, or a mandatory extension.
 */
export function parseClientFirst(data: Buffer | undefined): ClientFirst | undefined {
  const text = asText(data);
  const [, gs2Header, bare] = /^([ny],,)(.*)$/.exec(text) ?? [];
  if (gs2Header === undefined || bare === undefined) return undefined;
  const [name = "", nonce = ""] = bare.split(",");
  if (!name.startsWith("n=") || !nonce.startsWith("r=") || !NONCE.test(nonce.slice(2))) return undefined;
  const username = unescapeName(name.slice(2));
  return username === undefined ? undefined : { gs2Header, username, nonce: nonce.slice(2), bare };
}

/** Reads a client-final-message that belongs to this beginning; undefined when it is none or does not. */
export function parseClientFinal(data: Buffer | undefined, gs2Header: string): ClientFinal | undefined {
  const text = asText(data);
  const [, withoutProof, binding, nonce, proofText] = /^(c=([^,]*),r=([^,]*)(?:,[^,]*)*),p=([^,]*)$/.exec(text) ?? [];
  if (withoutProof === undefined || nonce === undefined || proofText === undefined) return undefined;
  if (binding !== Buffer.from(gs2Header).toString("base64")) return undefined;
  const proof = Buffer.from(proofText, "base64");
  if (proof.length !== PROOF_BYTES || proof.toString("base64") !== proofText) return undefined;
  return { nonce, proof, withoutProof };
}

/** The challenge. @param nonce the client's, continued by ours */
export function serverFirst(nonce: string, { salt, iterations }: Pick<ScramVerifier, "salt" | "iterations">): string {
  return `r=${nonce},s=${salt.toString("base64")},i=${iterations}`;
}

/** True when whoever made the proof holds the verifier's secret. Takes as long for a wrong proof as for a right one. */
export function isProven({ storedKey }: ScramVerifier, authMessage: string, proof: Buffer): boolean {
  const signature = createHmac("sha256", storedKey).update(authMessage).digest();
  const clientKey = Buffer.alloc(PROOF_BYTES);
  for (let i = 0; i < PROOF_BYTES; i++) clientKey[i] = (signature[i] ?? 0) ^ (proof[i] ?? 0);
  return timingSafeEqual(createHash("sha256").update(clientKey).digest(), storedKey);
}

/** `v=…`, by which the client knows that we hold the verifier. */
export function serverFinal({ serverKey }: ScramVerifier, authMessage: string): string {
  return `v=${createHmac("sha256", serverKey).update(authMessage).digest("base64")}`;
}

function asText(data: Buffer | undefined): string {
  // A byte that is no UTF-8 becomes U+FFFD, which no name of ours has.
  return data === undefined || data.length > MESSAGE_BYTES_MAX ? "" : data.toString("utf8");
}

/** `=2C` is a comma and `=3D` an equals sign; any other `=` is an error. */
function unescapeName(name: string): string | undefined {
  if (name === "" || /=(?!2C|3D)/.test(name)) return undefined;
  return name.replaceAll("=2C", ",").replaceAll("=3D", "=");
}
