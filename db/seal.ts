import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/**
 * Secrets that must be read again (a key that signs, a password for a mail server) are kept sealed: AES-256-GCM under
 * a key that only AUTH_SECRET yields, bound to the place they stand in. A dump of the database tells none of them.
 *
 *   version (1) | nonce (12) | tag (16) | ciphertext
 */

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * @param key `Keys.seal`
 * @param place what the secret belongs to, such as `token-issuer/<id>`: it can be opened nowhere else
 */
export function seal(key: Buffer, place: string, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it was changed, belongs elsewhere, or was sealed under another AUTH_SECRET */
export function unseal(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION) throw new Error("not a sealed secret");
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
}
