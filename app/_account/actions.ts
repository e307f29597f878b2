"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { requirePerson } from "../_auth/access.ts";
import { PROVIDER_ID } from "../_auth/provider.ts";
import { signIn as startSession } from "../_auth/session.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, textOf, valuesOf } from "../_forms/form-state.ts";
import { ApiError } from "../_services/errors.ts";
import { endOtherUserSessions, endUserSession } from "../_services/user-sessions/end-user-sessions.ts";
import { changePassword as changePasswordOf } from "../_services/users/change-password.ts";
import { changePasswordInput, personName } from "../_services/users/person.ts";
import { renamePerson } from "../_services/users/rename-person.ts";

/** What a person does to their own account. */

const HERE = "/account";

/** A form that says when it is done. */
export interface AccountState extends FormState {
  /** How often it was done, so that doing it twice is told twice. */
  readonly done?: number;
}

const doneAgain = (before: AccountState) => (before.done ?? 0) + 1;

export async function rename(before: AccountState, form: FormData): Promise<AccountState> {
  const person = await requirePerson(HERE);
  const t = await getTranslations("auth.errors");
  const values = valuesOf(form, ["name"]);
  const input = personName.safeParse(values.name);
  if (!input.success) {
    const long = input.error.issues[0]?.code === "too_big";
    return {
      values,
      errors: { name: long ? t("nameLong", { nameMax: TEXT_LIMITS.personNameCharsMax }) : t("nameMissing") },
    };
  }
  try {
    await renamePerson(person, input.data);
    refresh();
    return { values: { name: input.data }, errors: {}, done: doneAgain(before) };
  } catch (error) {
    return { values, errors: {}, message: await failureMessage(error) };
  }
}

export async function changePassword(before: AccountState, form: FormData): Promise<AccountState> {
  const person = await requirePerson(HERE);
  const t = await getTranslations();
  const input = changePasswordInput.safeParse({ current: textOf(form, "current"), next: textOf(form, "next") });
  if (!input.success) {
    const errors: Record<string, string> = {};
    for (const { path, code } of input.error.issues) {
      if (path[0] === "current") errors.current = t("auth.errors.passwordMissing");
      else if (code === "too_big")
        errors.next = t("auth.errors.passwordLong", { passwordMax: TEXT_LIMITS.passwordCharsMax });
      else errors.next = t("auth.errors.passwordShort", { passwordMin: TEXT_LIMITS.passwordCharsMin });
    }
    return { values: {}, errors };
  }
  try {
    await changePasswordOf(person, input.data);
    refresh();
    return { values: {}, errors: {}, done: doneAgain(before) };
  } catch (error) {
    const wrong = error instanceof ApiError && error.code === "invalid_request";
    if (wrong) return { values: {}, errors: { current: t("account.password.wrong") } };
    return { values: {}, errors: {}, message: await failureMessage(error) };
  }
}

/** What came of an action, in the person's language where it failed. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

export async function endSession(userSessionId: string): Promise<Outcome> {
  const person = await requirePerson(HERE);
  return attempt(() => endUserSession(person, userSessionId));
}

export async function endOtherSessions(): Promise<Outcome> {
  const person = await requirePerson(HERE);
  return attempt(() => endOtherUserSessions(person));
}

async function attempt(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  } finally {
    refresh();
  }
}

/** Goes to the OpenID provider and comes back with it connected. */
export async function linkProvider(): Promise<void> {
  await requirePerson(HERE);
  await startSession(PROVIDER_ID, { redirectTo: HERE });
}
