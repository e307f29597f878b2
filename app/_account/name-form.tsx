"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { type AccountState, rename } from "./actions.ts";

export function NameForm({ name, email }: { readonly name: string; readonly email: string }) {
  const t = useTranslations("account.profile");
  const [state, send, pending] = useActionState<AccountState, FormData>(rename, { values: { name }, errors: {} });
  const { done } = state;
  const tell = useEffectEvent(() => toast(t("saved")));
  useEffect(() => {
    if (done !== undefined) tell();
  }, [done]);
  return (
    <form action={send} noValidate className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="name" label={t("name")} error={state.errors.name}>
          {(control) => (
            <Input
              {...control}
              required
              autoComplete="name"
              maxLength={TEXT_LIMITS.personNameCharsMax}
              defaultValue={state.values.name}
            />
          )}
        </Field>
        <Field name="email" label={t("email")} hint={t("emailHint")}>
          {(control) => <Input {...control} type="email" readOnly className="bg-sunken text-muted" value={email} />}
        </Field>
      </div>
      <Button type="submit" pending={pending} className="self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
