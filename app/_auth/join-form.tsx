"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { joinAsNew } from "./door-actions.ts";
import { NewPasswordField } from "./password-field.tsx";

/** Somebody new makes an account by an invitation; where that names an e-mail, it is theirs. */
export function JoinForm({ token, email }: { readonly token: string; readonly email: string | null }) {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState(joinAsNew.bind(null, token), EMPTY_FORM);
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
      <Field
        name="email"
        label={t("email")}
        hint={email === null ? undefined : t("invite.emailHint")}
        error={state.errors.email}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            required
            readOnly={email !== null}
            className={email === null ? undefined : "bg-sunken text-muted"}
            defaultValue={email ?? state.values.email}
          />
        )}
      </Field>
      <NewPasswordField name="password" label={t("password")} error={state.errors.password} />
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("invite.newSubmit")}
      </Button>
    </form>
  );
}
