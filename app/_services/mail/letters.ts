import type { Letter } from "./send-mail.ts";

/** What is written to people. */

export const invitationLetter =
  (values: { inviter: string; tenant: string; link: string; days: number }): Letter =>
  (t) => ({ subject: t("invitation.subject", values), text: t("invitation.text", values) });

export const passwordResetLetter =
  (values: { link: string; minutes: number }): Letter =>
  (t) => ({ subject: t("passwordReset.subject"), text: t("passwordReset.text", values) });

export const passwordChangedLetter =
  (values: { address: string }): Letter =>
  (t) => ({ subject: t("passwordChanged.subject"), text: t("passwordChanged.text", values) });

export const lockedOutLetter =
  (values: { address: string }): Letter =>
  (t) => ({ subject: t("lockedOut.subject"), text: t("lockedOut.text", values) });
