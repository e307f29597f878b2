import { verifyPassword as matchesHash } from "#db/passwords.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import type { User } from "#db/schema/index.ts";
import { auditPerson } from "../audit-person.ts";
import { inBackground } from "../background.ts";
import { services } from "../database.ts";
import { lockedOutLetter } from "../mail/letters.ts";
import { sendMail } from "../mail/send-mail.ts";
import { rateLimiter } from "../rate-limit.ts";
import type { Person, SignInInput } from "./person.ts";
import { beginTry } from "./sign-in-try.ts";

/** However many places somebody guesses from, its person is told this often. */
const warnings = rateLimiter("warnings of guessed passwords", { burst: 3, perSecond: 1 / 3_600 });

/**
 * Who signs in with this e-mail and password; undefined when they do not fit. An unknown e-mail costs the same work as
 * a wrong password, so neither answer nor time tells which it was.
 * @throws ApiError rate_limited
 */
export async function verifyPassword(
  { email, password }: SignInInput,
  address: string | undefined,
): Promise<(Person & { readonly failuresBefore: number }) | undefined> {
  const attempt = await beginTry(email, address);
  const user = await findUserByEmail(services().database.orm, email);
  const fits = await matchesHash(user?.passwordHash ?? null, password);
  if (user !== undefined && fits) {
    return { id: user.id, email: user.email, name: user.name, address, failuresBefore: await attempt.right() };
  }
  if (attempt.locksAccount) inBackground("Warning of guessed passwords", () => warn(user, address));
  return undefined;
}

/** Tells the person, and the owners of their tenants, that somebody guesses; nobody where the account is nobody's. */
async function warn(user: User | undefined, address: string | undefined): Promise<void> {
  if (user === undefined || warnings.take(user.id) > 0) return;
  const { database } = services();
  await database.transaction((orm) => auditPerson(orm, { ...user, address }, { action: "person.lockedOut" }));
  sendMail(user.email, lockedOutLetter({ address: address ?? "?" }));
}
