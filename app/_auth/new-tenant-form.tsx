"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Notice } from "../_ui/notice.tsx";
import { makeTenant } from "./actions.ts";
import { TenantFields } from "./tenant-fields.tsx";

export function NewTenantForm() {
  const t = useTranslations("auth");
  const [state, send, pending] = useActionState(makeTenant, EMPTY_FORM);
  return (
    <form action={send} className="flex flex-col gap-4" noValidate>
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <TenantFields state={state} />
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("newTenant.submit")}
      </Button>
    </form>
  );
}
