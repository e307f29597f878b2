"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { signIn } from "./actions.ts";

export function SignInForm({ next }: { readonly next: string }) {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState(signIn, EMPTY_FORM);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <input type="hidden" name="next" value={next} />
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
      <Field name="password" label={t("password")} error={state.errors.password}>
        {(control) => <Input {...control} type="password" autoComplete="current-password" required />}
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
