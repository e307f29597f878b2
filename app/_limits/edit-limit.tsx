"use client";

import { useTranslations } from "next-intl";
import { type ReactElement, useState, useTransition } from "react";
import { isRate, type LimitName, lowerLimit } from "#core/limit-overrides.ts";
import { StaleEdit } from "../_forms/stale-edit.tsx";
import { useEdit } from "../_forms/use-edit.ts";
import type { LimitsView, LimitView } from "../_services/limits/limit.ts";
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
  readonly name: LimitName;
  readonly limits: LimitsView;
  readonly trigger: ReactElement;
}

/** Sets one limit below its ceiling, or goes back to it. What was typed stays until it is saved or given up. */
export function EditLimit({ tenantSlug, name, limits, trigger }: EditLimitProps) {
  const t = useTranslations("limits");
  const amount = useAmount();
  const [open, setOpen] = useState(false);
  const limit = limitOf(limits, name);
  const edit = useEdit(limits, (read) => ({
    values: { text: String(limitOf(read, name).limit) },
    version: read.version,
  }));
  const { text } = edit.values;
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  const unit = unitOf(name);
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text.trim()) : undefined;
  const fault = faultOf(limit, name, value);
  const ceiling = isRate(name) && limit.ceiling === 0 ? t("unlimited") : amount(limit.ceiling, unit);
  const send = (next: number | null) => (_values: unknown, version: number) =>
    saveLimits(tenantSlug, { limits: { [name]: next } }, version);
  const save = (next: number | null, over: "begun" | "theirs") =>
    start(async () => {
      setFailure(undefined);
      const saved = await (over === "begun" ? edit.save(send(next)) : edit.keepMine(send(next)));
      if (!saved.ok) return setFailure(saved.theirs === undefined ? saved.message : undefined);
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
        if (next) edit.restart();
      }}
      title={t(`names.${name}`)}
      description={t(`effects.${limit.atLimit}`)}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined && value !== undefined) save(value, "begun");
          else setFailure(undefined);
        }}
      >
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        {edit.stale === undefined ? null : (
          <StaleEdit
            stale={edit.stale}
            label={() => t(`names.${name}`)}
            show={(_field, shown) => (/^\d+$/.test(shown) ? amount(Number(shown), unit) : shown)}
            saving={pending}
            onKeepMine={() => {
              if (fault === undefined && value !== undefined) save(value, "theirs");
            }}
            onTakeTheirs={edit.takeTheirs}
          />
        )}
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
              onChange={(event) => edit.set({ text: event.target.value })}
            />
          )}
        </Field>
        <DialogActions>
          {limit.own === null ? null : (
            <Button className="mr-auto" variant="quiet" pending={pending} onClick={() => save(null, "begun")}>
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

function limitOf({ limits }: LimitsView, name: LimitName): LimitView {
  const found = limits.find((limit) => limit.name === name);
  if (found === undefined) throw new Error(`no limit ${name}`);
  return found;
}

function faultOf(limit: LimitView, name: LimitName, value: number | undefined) {
  if (value === undefined) return "noNumber";
  if (value < limit.min) return "tooSmall";
  if (lowerLimit(name, limit.ceiling, value) !== value) return value === 0 ? "notUnlimited" : "tooLarge";
  return undefined;
}
