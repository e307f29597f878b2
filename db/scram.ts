import { createHash, createHmac, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/**
 * What the broker keeps of a device's secret so that the device can prove with SCRAM-SHA-256 (RFC 5802, RFC 7677) that
 * it has it, without sending it.
 *
 * The salt is one per device name, not per credential: SCRAM tells the client one salt before it knows which of the
 * device's live credentials the client holds. It is derived, so that a device that does not exist has one too.
 */
export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The least that RFC 7677 asks for; more would only slow devices down, since no 192-bit secret is ever guessed. */
export const SCRAM_ITERATIONS = 4096;
const SALT_BYTES = 16;

/** The salt of every credential of this device, whether there is such a device or not. @param key Keys.scramSalt */
export function scramSalt(key: Buffer, tenant: string, deviceName: string): Buffer {
  // Neither holds U+0000.
  return createHmac("sha256", key).update(`${tenant}\0${deviceName}`).digest().subarray(0, SALT_BYTES);
}

/**
 * The verifier of a secret.
 * @throws RangeError for a secret of anything but printable ASCII, which SASLprep might change
 */
export async function makeScramVerifier(
  secret: string,
  salt: Buffer,
  iterations: number = SCRAM_ITERATIONS,
): Promise<ScramVerifier> {
  if (!/^[\x20-\x7e]+$/.test(secret)) throw new RangeError("a secret for SCRAM must be printable ASCII");
  const salted = await promisify(pbkdf2)(secret, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  return {
    iterations,
    salt,
    storedKey: createHash("sha256").update(clientKey).digest(),
    serverKey: createHmac("sha256", salted).update("Server Key").digest(),
  };
}

/** As RFC 5803 writes it: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`. */
export function formatScramVerifier({ iterations, salt, storedKey, serverKey }: ScramVerifier): string {
  const [saltText, stored, server] = [salt, storedKey, serverKey].map((bytes) => bytes.toString("base64"));
  return `SCRAM-SHA-256$${iterations}:${saltText}$${stored}:${server}`;
}

const FORM = /^SCRAM-SHA-256\$(\d+):([\w+/=]+)\$([\w+/=]+):([\w+/=]+)$/;

/** @throws Error for anything that formatScramVerifier did not write */
export function parseScramVerifier(text: string): ScramVerifier {
  const [, iterations, salt, storedKey, serverKey] = FORM.exec(text) ?? [];
  if (salt === undefined || storedKey === undefined || serverKey === undefined) {
    throw new Error("a stored SCRAM verifier cannot be read");
  }
  return {
    iterations: Number(iterations),
    salt: Buffer.from(salt, "base64"),
    storedKey: Buffer.from(storedKey, "base64"),
    serverKey: Buffer.from(serverKey, "base64"),
  };
}
