import { hashPassword, verifyPassword as matchesHash } from "#db/passwords.ts";
import { forgetPasswordReset } from "#db/queries/password-resets.ts";
import { findUser, updateUser } from "#db/queries/users.ts";
import { auditPerson } from "../audit-person.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { passwordChangedLetter } from "../mail/letters.ts";
import { sendMail } from "../mail/send-mail.ts";
import { endSignIns } from "../user-sessions/end-user-sessions.ts";
import type { ChangePasswordInput, Person } from "./person.ts";
import { beginTry } from "./sign-in-try.ts";

/**
 * Changes the person's own password and signs them out everywhere but here. A wrong current password counts as a
 * failed sign-in: a browser left open is no place to guess from either.
 * @throws ApiError invalid_request at `current` when it is wrong; rate_limited
 */
export async function changePassword(person: Person, { current, next }: ChangePasswordInput): Promise<void> {
  const { database } = services();
  const attempt = await beginTry(person.email, person.address);
  const user = await findUser(database.orm, person.id);
  if (user === undefined || !(await matchesHash(user.passwordHash, current))) {
    const message = "is not the current password";
    throw new ApiError("invalid_request", `The current password ${message}.`, {
      issues: [{ path: ["current"], code: "wrong", message }],
    });
  }
  await attempt.right();
  const passwordHash = await hashPassword(next);
  await database.transaction(async (orm) => {
    await updateUser(orm, person.id, { passwordHash });
    await forgetPasswordReset(orm, person.id);
    await auditPerson(orm, person, { action: "person.changePassword" });
    await endSignIns(orm, person, { except: person.userSessionId });
  });
  sendMail(person.email, passwordChangedLetter({ address: person.address ?? "?" }));
}
