"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { signUp } from "./actions.ts";
import { TenantFields } from "./tenant-fields.tsx";

export function SignUpForm() {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState(signUp, EMPTY_FORM);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <Field name="name" label={t("name")} error={state.errors.name}>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            required
            autoFocus
            maxLength={TEXT_LIMITS.personNameCharsMax}
            defaultValue={state.values.name}
          />
        )}
      </Field>
      <Field name="email" label={t("email")} error={state.errors.email}>
        {(control) => (
          <Input {...control} type="email" autoComplete="username" required defaultValue={state.values.email} />
        )}
      </Field>
      <Field
        name="password"
        label={t("password")}
        hint={t("passwordHint", { min: TEXT_LIMITS.passwordCharsMin })}
        error={state.errors.password}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            required
            maxLength={TEXT_LIMITS.passwordCharsMax}
          />
        )}
      </Field>
      <hr className="my-1" />
      <TenantFields state={state} />
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1">
        {t("signUp.submit")}
      </Button>
    </form>
  );
}
