import { placeOf } from "#core/address-place.ts";
import type { Orm } from "#db/client.ts";
import { hashPassword } from "#db/passwords.ts";
import { deletePasswordReset, findPasswordReset, ownsAllTenantsOf } from "#db/queries/password-resets.ts";
import { deleteUserIdentities } from "#db/queries/user-identities.ts";
import { updateUser } from "#db/queries/users.ts";
import type { PasswordReset, User } from "#db/schema/index.ts";
import { hashSecret } from "#db/secrets.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { passwordChangedLetter } from "../mail/letters.ts";
import { sendMail } from "../mail/send-mail.ts";
import { rateLimiter } from "../rate-limit.ts";
import { endSignIns } from "../user-sessions/end-user-sessions.ts";
import { endWaiting } from "./sign-in-try.ts";

const byAddress = rateLimiter("reset links tried by address", { burst: 30, perSecond: 1 / 20 });

/**
 * Whose password a link would replace; undefined for one that is used up, expired or was never made.
 * @throws ApiError rate_limited
 */
export async function readPasswordReset(token: string, address: string | undefined): Promise<string | undefined> {
  byAddress.require(placeOf(address ?? "unknown"));
  return (await findUsable(services().database.orm, token))?.user.email;
}

/**
 * Replaces the password by a link, once: everywhere the person is signed out, and nothing holds their sign-in back.
 * @returns the account's e-mail
 * @throws ApiError not_found for a link that is used up, expired or was never made; rate_limited
 */
export async function resetPassword(token: string, password: string, address: string | undefined): Promise<string> {
  const { database, keys } = services();
  byAddress.require(placeOf(address ?? "unknown"));
  if ((await findUsable(database.orm, token)) === undefined) throw gone();
  const passwordHash = await hashPassword(password);
  const user = await database.transaction(async (orm) => {
    const found = await findUsable(orm, token);
    if (found === undefined || !(await deletePasswordReset(orm, hashSecret(keys.linkToken, token)))) throw gone();
    const { reset, user } = found;
    // Only a mailed link shows that the e-mail is theirs.
    const emailVerifiedAt = reset.madeBy === null ? new Date() : user.emailVerifiedAt;
    await updateUser(orm, user.id, { passwordHash, emailVerifiedAt });
    // Until now the account was whoever's made it in this name: what they linked with it must not stay a way in.
    if (user.emailVerifiedAt === null && emailVerifiedAt !== null) await deleteUserIdentities(orm, user.id);
    const person = { ...user, address };
    await auditPerson(orm, person, {
      action: "person.resetPassword",
      after: { by: reset.madeBy === null ? "mail" : "owner" },
    });
    await endSignIns(orm, person, { except: undefined });
    await endWaiting(orm, user.email);
    return user;
  });
  sendMail(user.email, passwordChangedLetter({ address: address ?? "?" }));
  return user.email;
}

async function findUsable(orm: Orm, token: string): Promise<{ reset: PasswordReset; user: User } | undefined> {
  const found = await findPasswordReset(orm, hashSecret(services().keys.linkToken, token));
  if (found === undefined || found.reset.madeBy === null) return found;
  // Since the owner made the link, the person may have joined somebody else's tenant.
  return (await ownsAllTenantsOf(orm, found.reset.madeBy, found.user.id)) ? found : undefined;
}

const gone = () => new ApiError("not_found", "This link is not valid any more. Ask for a new one.");
