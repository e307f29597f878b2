"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { renameTenant, type TenantFormState } from "./actions.ts";

interface NameFormProps {
  readonly tenantSlug: string;
  readonly name: string;
  readonly mayWrite: boolean;
}

/** The tenant's name as people read it; its slug stays for good. */
export function NameForm({ tenantSlug, name, mayWrite }: NameFormProps) {
  const t = useTranslations("tenant.name");
  const [state, send, pending] = useActionState<TenantFormState, FormData>(renameTenant.bind(null, tenantSlug), {
    values: { name },
    errors: {},
  });
  const { done } = state;
  const tell = useEffectEvent(() => toast(t("saved")));
  useEffect(() => {
    if (done !== undefined) tell();
  }, [done]);
  return (
    <form action={send} noValidate className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="name" label={t("label")} error={state.errors.name}>
          {(control) => (
            <Input
              {...control}
              required
              autoComplete="organization"
              disabled={!mayWrite}
              maxLength={TEXT_LIMITS.tenantNameCharsMax}
              defaultValue={state.values.name}
            />
          )}
        </Field>
        <Field name="slug" label={t("slug")} hint={t("slugHint")}>
          {(control) => <Input {...control} readOnly className="font-mono" value={tenantSlug} />}
        </Field>
      </div>
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
