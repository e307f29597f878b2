import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Secrets that the machine makes have 192 bits of entropy, so a keyed fast hash is right for them and a reconnect
 * storm stays cheap. Passwords that people choose get argon2id instead (passwords.ts).
 */

/** Everything that is derived from AUTH_SECRET, one purpose each. */
export interface Keys {
  /** Hashes device secrets. */
  readonly deviceSecret: Buffer;
  /** Hashes API keys. */
  readonly apiKey: Buffer;
  /** Derives the salt of a device's SCRAM verifiers. */
  readonly scramSalt: Buffer;
  /** Signs console tokens (HS256). */
  readonly consoleToken: Buffer;
  /** Hashes the tokens in links: invitations, password resets. */
  readonly linkToken: Buffer;
  /** Hashes what failed sign-ins are counted by. */
  readonly signInFailure: Buffer;
  /** Seals what must be read again (seal.ts). */
  readonly seal: Buffer;
  /** The bearer token of the control port, as text. */
  readonly controlToken: string;
  /** Stored in the database, so that a changed AUTH_SECRET is noticed before every device is locked out. */
  readonly fingerprint: string;
}

export function deriveKeys(authSecret: string): Keys {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", authSecret, "hato", purpose, 32));
  return {
    deviceSecret: derive("device secret"),
    apiKey: derive("api key"),
    scramSalt: derive("scram salt"),
    consoleToken: derive("console token"),
    linkToken: derive("link token"),
    signInFailure: derive("sign-in failure"),
    seal: derive("seal"),
    controlToken: derive("control token").toString("base64url"),
    fingerprint: derive("fingerprint").toString("base64url").slice(0, 16),
  };
}

/** 32 characters of [A-Za-z0-9_-] that never begin with '-', so that they survive shells, URLs and C strings. */
export function newSecret(): string {
  for (;;) {
    const secret = randomBytes(24).toString("base64url");
    if (!secret.startsWith("-")) return secret;
  }
}

export function newApiKey(): string {
  return `hato_${newSecret()}`;
}

/** Node makes a key of the bytes for every hash otherwise, which costs five times what the hash does: 9.9 → 2.0 µs. */
const keyObjects = new WeakMap<Buffer, KeyObject>();

export function hashSecret(key: Buffer, secret: string | Buffer): Buffer {
  let object = keyObjects.get(key);
  if (object === undefined) {
    object = createSecretKey(key);
    keyObjects.set(key, object);
  }
  return createHmac("sha256", object).update(secret).digest();
}

/** Constant-time comparison of two hashes. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What a list may show of a secret. */
export function secretPrefix(secret: string): string {
  return secret.slice(0, secret.startsWith("hato_") ? 9 : 4);
}
