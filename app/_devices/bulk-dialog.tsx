"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DevicesChange } from "../_services/devices/change-devices.ts";
import { OVERLAP_HOURS } from "../_services/devices/overlap-hours.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Checkbox, Input, Select } from "../_ui/input.tsx";
import { Notice } from "../_ui/notice.tsx";

/** Changes that ask for something, or whose effect is said first. */
export type BulkKind = Exclude<DevicesChange["action"], "enable">;

interface BulkDialogProps {
  readonly kind: BulkKind;
  readonly count: number;
  readonly roleNames: readonly string[];
  readonly pending: boolean;
  readonly failure: string | undefined;
  readonly onClose: () => void;
  readonly onConfirm: (change: DevicesChange) => void;
}

/** Above this many, a change that cuts devices off is confirmed by typing their number. */
const TYPED_ABOVE = 10;

export function BulkDialog({ kind, count, roleNames, pending, failure, onClose, onConfirm }: BulkDialogProps) {
  const t = useTranslations("devices.bulk");
  const [text, setText] = useState("");
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [overlapHours, setOverlapHours] = useState<(typeof OVERLAP_HOURS)[number]>(1);
  const [typed, setTyped] = useState("");
  const cutsOff = kind === "delete" || kind === "disable" || (kind === "rotate" && overlapHours === 0);
  const mustType = cutsOff && count > TYPED_ABOVE;
  const change = changeOf(kind, text, roles, overlapHours);
  const ready = change !== undefined && (!mustType || typed.trim() === String(count));

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(`${kind}Title`, { count })}
      description={t(`${kind}Text`, { count })}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm(change);
        }}
      >
        {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
        {kind === "setLabels" || kind === "removeLabels" ? (
          <Field name="labels" label={t(kind === "setLabels" ? "labelPairs" : "labelKeys")} hint={t(`${kind}Hint`)}>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                placeholder={kind === "setLabels" ? "site=osaka, floor=3" : "site, floor"}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {kind === "setRoles" ? (
          <fieldset className="flex max-h-56 flex-col gap-2 overflow-y-auto">
            <legend className="mb-1.5 text-sm font-medium">{t("rolesChosen")}</legend>
            {roleNames.map((name) => (
              <label key={name} htmlFor={`role-${name}`} className="flex items-center gap-2 text-sm">
                <Checkbox
                  id={`role-${name}`}
                  checked={roles.includes(name)}
                  onChange={(event) =>
                    setRoles(event.target.checked ? [...roles, name] : roles.filter((each) => each !== name))
                  }
                />
                <span className="font-mono">{name}</span>
              </label>
            ))}
          </fieldset>
        ) : null}
        {kind === "rotate" ? (
          <Field name="overlap" label={t("overlap")}>
            {(control) => (
              <Select
                {...control}
                value={overlapHours}
                onChange={(event) => {
                  const hours = OVERLAP_HOURS.find((each) => each === Number(event.target.value));
                  if (hours !== undefined) setOverlapHours(hours);
                }}
              >
                {OVERLAP_HOURS.map((hours) => (
                  <option key={hours} value={hours}>
                    {t("overlapHours", { hours })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        {mustType ? (
          <Field name="typed" label={t("type", { count })}>
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <DialogActions>
          <DialogClose render={<Button>{t("cancel")}</Button>} />
          <Button type="submit" variant={cutsOff ? "danger" : "primary"} pending={pending} disabled={!ready}>
            {t(`${kind}Confirm`, { count })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Undefined while it is not said whole. */
function changeOf(
  kind: BulkKind,
  text: string,
  roles: readonly string[],
  overlapHours: (typeof OVERLAP_HOURS)[number],
): DevicesChange | undefined {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  switch (kind) {
    case "disable":
    case "delete":
      return { action: kind };
    case "rotate":
      return { action: kind, overlapHours };
    case "setRoles":
      return roles.length === 0 ? undefined : { action: kind, roles: [...roles] };
    case "removeLabels":
      return words.length === 0 ? undefined : { action: kind, keys: words };
    case "setLabels": {
      const pairs = words.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]);
      if (pairs.length === 0 || words.some((word) => word.indexOf("=") < 1)) return undefined;
      return { action: kind, labels: Object.fromEntries(pairs) as Record<string, string> };
    }
  }
}
