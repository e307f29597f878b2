"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Notice } from "../_ui/notice.tsx";
import { resetPassword } from "./door-actions.ts";
import { NewPasswordField } from "./password-field.tsx";

export function ResetForm({ token, email }: { readonly token: string; readonly email: string }) {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState(resetPassword.bind(null, token), EMPTY_FORM);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      {/* So that a password manager knows whose it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField name="password" label={t("newPassword")} error={state.errors.password} autoFocus />
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("reset.submit")}
      </Button>
    </form>
  );
}
