"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, textOf, valuesOf } from "../_forms/form-state.ts";
import { clientAddress } from "../_services/client-address.ts";
import { ApiError } from "../_services/errors.ts";
import {
  acceptAsNewPerson,
  acceptInvitation as acceptInvitationOf,
} from "../_services/invitations/accept-invitation.ts";
import { invitationPath } from "../_services/invitations/invitation.ts";
import { acceptAsNewInput, email as emailShape, newPassword } from "../_services/users/person.ts";
import { requestPasswordReset } from "../_services/users/request-password-reset.ts";
import { resetPassword as resetPasswordOf } from "../_services/users/reset-password.ts";
import { requirePerson } from "./access.ts";
import { PROVIDER_ID, rememberInvitation } from "./provider.ts";
import { returnPath } from "./return-path.ts";
import { signOut as endSession, signIn as startSession } from "./session.ts";

/** The ways in beside e-mail and password: the provider, a new password, an invitation. */

const INVITATION = /^\/invite\/([\w-]{1,100})$/;

/** Goes to the OpenID provider; an invitation that somebody came by is remembered meanwhile. */
export async function signInByProvider(next: string): Promise<void> {
  const path = returnPath(next);
  await rememberInvitation(INVITATION.exec(path)?.[1]);
  await startSession(PROVIDER_ID, { redirectTo: path });
}

export interface ForgotState extends FormState {
  /** The address that a link may be on its way to. */
  readonly sentTo?: string;
}

/** Asks for a link to choose a new password. */
export async function requestReset(_before: ForgotState, form: FormData): Promise<ForgotState> {
  const values = valuesOf(form, ["email"]);
  const input = emailShape.safeParse(values.email);
  const t = await getTranslations("auth.errors");
  if (!input.success) return { values, errors: { email: t("email") } };
  try {
    requestPasswordReset(input.data, clientAddress(await headers()), await getLocale());
    return { values, errors: {}, sentTo: input.data };
  } catch (error) {
    return { values, errors: {}, message: await failureMessage(error) };
  }
}

/** Sets the new password of whoever holds the link. */
export async function resetPassword(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations("auth");
  const input = newPassword.safeParse(textOf(form, "password"));
  if (!input.success) return { values: {}, errors: { password: await passwordProblem(input.error.issues[0]?.code) } };
  try {
    await resetPasswordOf(String(token).slice(0, 100), input.data, clientAddress(await headers()));
  } catch (error) {
    const gone = error instanceof ApiError && error.code === "not_found";
    return { values: {}, errors: {}, message: gone ? t("reset.goneTitle") : await failureMessage(error) };
  }
  redirect("/sign-in?reset=1");
}

/** Joins a tenant, signed in. */
export async function acceptInvitation(token: string, _before: FormState, _form: FormData): Promise<FormState> {
  const path = invitationPath(String(token).slice(0, 100));
  const person = await requirePerson(path);
  let slug: string;
  try {
    slug = await acceptInvitationOf(person, String(token));
  } catch (error) {
    return { values: {}, errors: {}, message: await invitationProblem(error) };
  }
  redirect(`/${slug}`);
}

/** Makes an account and joins with it. */
export async function joinAsNew(token: string, _before: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations("auth");
  const values = valuesOf(form, ["name", "email"]);
  const input = acceptAsNewInput.safeParse({ ...values, password: textOf(form, "password") });
  if (!input.success) {
    const errors: Record<string, string> = {};
    for (const issue of input.error.issues) {
      const field = String(issue.path[0]);
      if (field === "password") errors.password ??= await passwordProblem(issue.code);
      else if (field === "email") errors.email ??= t("errors.email");
      else errors.name ??= issue.code === "too_big" ? t("errors.nameLong", LENGTHS) : t("errors.nameMissing");
    }
    return { values, errors };
  }
  const { email, password } = input.data;
  let slug: string;
  try {
    slug = (await acceptAsNewPerson(input.data, String(token), clientAddress(await headers()))).tenantSlug;
    await startSession("credentials", { email, password, redirect: false });
  } catch (error) {
    const known = error instanceof ApiError && error.code === "conflict";
    return { values, errors: {}, message: known ? t("errors.accountExists") : await invitationProblem(error) };
  }
  redirect(`/${slug}`);
}

/** Signs out and comes back to the invitation. */
export async function switchAccount(token: string): Promise<void> {
  await endSession({ redirectTo: invitationPath(String(token).slice(0, 100)) });
}

const LENGTHS = {
  passwordMin: TEXT_LIMITS.passwordCharsMin,
  passwordMax: TEXT_LIMITS.passwordCharsMax,
  nameMax: TEXT_LIMITS.personNameCharsMax,
};

async function passwordProblem(code: string | undefined): Promise<string> {
  const t = await getTranslations("auth");
  return t(code === "too_big" ? "errors.passwordLong" : "errors.passwordShort", LENGTHS);
}

async function invitationProblem(error: unknown): Promise<string> {
  const t = await getTranslations("auth.invite");
  if (!(error instanceof ApiError)) return failureMessage(error);
  switch (error.code) {
    case "not_found":
      return t("goneTitle");
    case "conflict":
      return t("already");
    case "forbidden":
      return t("otherAddress");
    default:
      return failureMessage(error);
  }
}
