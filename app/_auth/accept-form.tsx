"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Notice } from "../_ui/notice.tsx";
import { acceptInvitation } from "./door-actions.ts";

/** One button: somebody signed in joins. */
export function AcceptForm({ token, tenantName }: { readonly token: string; readonly tenantName: string }) {
  const t = useTranslations("auth.invite");
  const [state, send, pending] = useActionState(acceptInvitation.bind(null, token), EMPTY_FORM);
  return (
    <form action={send} className="flex flex-col gap-4">
      {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        {t("submit", { tenant: tenantName })}
      </Button>
    </form>
  );
}
