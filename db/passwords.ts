import { hash, verify } from "@node-rs/argon2";

/**
 * Passwords that people choose: argon2id with OWASP's parameters (19 MiB, two passes, one lane): about 20 ms of one core, on the
 * thread pool, and small enough that a burst of sign-ins cannot exhaust a 1 GiB machine. The PHC string carries its
 * own parameters, so raising them later breaks no stored password.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The same letters typed on different keyboards may arrive composed or decomposed; both are one password. */
const normalized = (password: string) => password.normalize("NFKC");

export function hashPassword(password: string): Promise<string> {
  return hash(normalized(password), PARAMETERS);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Compares a password with a stored hash. With `null` (an unknown e-mail, or a person without a password) it does the
 * same work and answers false, so that the time taken tells nothing.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash === null) {
    nobodysHash ??= hashPassword("nobody has this password");
    await verify(await nobodysHash, normalized(password));
    return false;
  }
  return verify(passwordHash, normalized(password));
}
