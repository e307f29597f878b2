"use client";

import { useTranslations } from "next-intl";
import { type ReactElement, useState, useTransition } from "react";
import { isRate, type LimitName, lowerLimit } from "#core/limit-overrides.ts";
import type { LimitView } from "../_services/limits/limit.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";
import { toast } from "../_ui/toast.tsx";
import { unitOf, useAmount } from "../_usage/amount.ts";
import { saveLimits } from "./actions.ts";

interface EditLimitProps {
  readonly tenantSlug: string;
  readonly limit: LimitView;
  readonly version: number;
  readonly trigger: ReactElement;
}

/** Sets one limit below its ceiling, or goes back to it. What was typed stays until it is saved or given up. */
export function EditLimit({ tenantSlug, limit, version, trigger }: EditLimitProps) {
  const t = useTranslations("limits");
  const amount = useAmount();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const name = limit.name as LimitName;
  const unit = unitOf(name);
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text.trim()) : undefined;
  const fault = faultOf(limit, name, value);
  const ceiling = isRate(name) && limit.ceiling === 0 ? t("unlimited") : amount(limit.ceiling, unit);
  const save = (next: number | null) =>
    start(async () => {
      const saved = await saveLimits(tenantSlug, { limits: { [name]: next } }, version);
      if (!saved.ok) return setFailure(saved.message);
      setOpen(false);
      toast(t("edit.saved"));
    });
  return (
    <Dialog
      trigger={trigger}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setFailure(undefined);
        if (next) setText(String(limit.limit));
      }}
      title={t(`names.${name}`)}
      description={t(`effects.${limit.atLimit}`)}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined && value !== undefined) save(value);
          else setFailure(undefined);
        }}
      >
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        <Field
          name="value"
          label={t(`edit.units.${unit}`)}
          aside={t("edit.ceiling", { ceiling })}
          error={fault === undefined ? undefined : t(`edit.faults.${fault}`, { min: amount(limit.min, unit), ceiling })}
          hint={
            value === undefined || fault !== undefined
              ? undefined
              : isRate(name) && value === 0
                ? t("unlimited")
                : limit.used !== null && value !== 0 && value < limit.used
                  ? t("edit.belowUse", { used: amount(limit.used, unit) })
                  : amount(value, unit)
          }
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          {limit.own === null ? null : (
            <Button className="mr-auto" variant="quiet" pending={pending} onClick={() => save(null)}>
              {t("edit.reset")}
            </Button>
          )}
          <DialogClose render={<Button>{t("edit.cancel")}</Button>} />
          <Button type="submit" variant="primary" pending={pending} aria-disabled={fault !== undefined || undefined}>
            {t("edit.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function faultOf(limit: LimitView, name: LimitName, value: number | undefined) {
  if (value === undefined) return "noNumber";
  if (value < limit.min) return "tooSmall";
  if (lowerLimit(name, limit.ceiling, value) !== value) return value === 0 ? "notUnlimited" : "tooLarge";
  return undefined;
}
