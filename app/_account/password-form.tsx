"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { NewPasswordField } from "../_auth/password-field.tsx";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type AccountState, changePassword } from "./actions.ts";

export function PasswordForm({ email }: { readonly email: string }) {
  const t = useTranslations("account.password");
  const [state, send, pending] = useActionState<AccountState, FormData>(changePassword, EMPTY_FORM);
  return (
    <form action={send} noValidate className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      {state.done === undefined ? null : (
        <div role="status">
          <Notice tone="ok">{t("changed")}</Notice>
        </div>
      )}
      {/* So that a password manager knows whose it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field name="current" label={t("current")} error={state.errors.current}>
          {(control) => <Input {...control} type="password" autoComplete="current-password" required />}
        </Field>
        <NewPasswordField name="next" label={t("next")} error={state.errors.next} />
      </div>
      <Button type="submit" pending={pending} className="self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
