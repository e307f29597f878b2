"use client";

import { MailCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type ForgotState, requestReset } from "./door-actions.ts";

export function ForgotForm() {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState<ForgotState, FormData>(requestReset, EMPTY_FORM);
  if (state.sentTo !== undefined) {
    return (
      <div role="status" className="flex items-start gap-3 rounded-lg border bg-sunken p-4">
        <MailCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-accent-text" />
        <div className="flex flex-col gap-0.5">
          <p className="font-medium">{t("forgot.sentTitle")}</p>
          <p className="text-sm text-muted">{t("forgot.sentText", { email: state.sentTo })}</p>
        </div>
      </div>
    );
  }
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <Field name="email" label={t("email")} error={state.errors.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            required
            autoFocus
            defaultValue={state.values.email}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("forgot.submit")}
      </Button>
    </form>
  );
}
