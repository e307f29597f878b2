"use client";

import { Ban } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { EMPTY_FORM } from "../_forms/form-state.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { type CreateBanState, createBan } from "./actions.ts";

const EXPIRIES = ["hour", "day", "week", "never"] as const;
const WHOM = ["clientId", "device", "network"] as const;

/** Asks whom to ban, why and for how long. */
export function CreateBan({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("bans");
  const [open, setOpen] = useState(false);
  const [state, action, pending] = useActionState(async (before: CreateBanState, form: FormData) => {
    const next = await createBan(tenantSlug, before, form);
    if (next.created !== undefined) {
      setOpen(false);
      toast(t("created"));
    }
    return next;
  }, EMPTY_FORM);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Ban aria-hidden />
          {t("create")}
        </Button>
      }
      title={t("createTitle")}
      description={t("createText")}
    >
      <form action={action} className="flex flex-col gap-4">
        {state.message === undefined ? null : <Notice tone="danger">{state.message}</Notice>}
        {WHOM.map((name) => (
          <Field
            key={name}
            name={name}
            label={t(`fields.${name}`)}
            error={state.errors[name]}
            hint={t(`hints.${name}`)}
          >
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                defaultValue={state.values[name] ?? ""}
              />
            )}
          </Field>
        ))}
        <Field name="reason" label={t("fields.reason")} error={state.errors.reason} aside={t("optional")}>
          {(control) => <Input {...control} defaultValue={state.values.reason ?? ""} autoComplete="off" />}
        </Field>
        <Field name="expiry" label={t("fields.expiry")}>
          {(control) => (
            <Select {...control} defaultValue={state.values.expiry ?? "day"}>
              {EXPIRIES.map((value) => (
                <option key={value} value={value}>
                  {t(`expiries.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <DialogClose render={<Button>{t("cancel")}</Button>} />
          <Button type="submit" variant="danger" pending={pending}>
            {t("createNow")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
