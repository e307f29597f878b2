import { placeOf } from "#core/address-place.ts";
import { putPasswordReset } from "#db/queries/password-resets.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { hashSecret, newSecret } from "#db/secrets.ts";
import type { Locale } from "../../_i18n/locales.ts";
import { inBackground } from "../background.ts";
import { services } from "../database.ts";
import { passwordResetLetter } from "../mail/letters.ts";
import { mailIsConfigured, sendMail } from "../mail/send-mail.ts";
import { rateLimiter } from "../rate-limit.ts";
import { resetPath } from "./reset-path.ts";

const MAILED_LINK_MINUTES = 60;

const byAddress = rateLimiter("password resets by address", { burst: 10, perSecond: 1 / 120 });
/** So that nobody's mailbox is filled by somebody else. */
const byAccount = rateLimiter("password resets by account", { burst: 3, perSecond: 1 / 1_200 });

/**
 * Mails the account's person a link to choose a new password. Answers the same, in the same time, whether there is such
 * an account or not: what is done for it is done afterwards.
 * @throws ApiError rate_limited by where it comes from
 */
export function requestPasswordReset(email: string, address: string | undefined, locale: Locale): void {
  byAddress.require(placeOf(address ?? "unknown"));
  if (!mailIsConfigured()) return;
  inBackground("Password reset", async () => {
    const { config, database, keys } = services();
    const user = await findUserByEmail(database.orm, email);
    if (user === undefined || byAccount.take(user.id) > 0) return;
    const token = newSecret();
    await putPasswordReset(database.orm, {
      userId: user.id,
      tokenHash: hashSecret(keys.linkToken, token),
      expiresAt: new Date(Date.now() + MAILED_LINK_MINUTES * 60_000),
    });
    const link = config.consoleUrl + resetPath(token);
    sendMail(user.email, passwordResetLetter({ link, minutes: MAILED_LINK_MINUTES }), locale);
  });
}
