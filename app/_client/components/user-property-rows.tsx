"use client";

import { CircleAlert, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "../../_ui/button.tsx";
import { Checkbox, Input } from "../../_ui/input.tsx";
import { USER_PROPERTIES_MAX, type UserProperty } from "../connections/profile-schema.ts";

interface UserPropertyRowsProps {
  readonly rows: readonly UserProperty[];
  readonly onChange: (rows: UserProperty[]) => void;
  readonly error: string | undefined;
}

/** User properties: names and values, each switched on or off without being lost. */
export function UserPropertyRows({ rows, onChange, error }: UserPropertyRowsProps) {
  const t = useTranslations("connections.field");
  const errorId = useId();
  const put = (index: number, part: Partial<UserProperty>) =>
    onChange(rows.map((row, i) => (i === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={error === undefined ? undefined : errorId}>
      <legend className="mb-1.5 text-sm font-medium">{t("userProperties")}</legend>
      {rows.map((row, i) => {
        const number = i + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
          <div key={i} className="flex items-center gap-2">
            <Checkbox
              aria-label={t("propertyOn", { number })}
              checked={row.enabled}
              onChange={(event) => put(i, { enabled: event.target.checked })}
            />
            <Input
              aria-label={t("propertyName", { number })}
              placeholder={t("propertyNameShort")}
              aria-invalid={(error !== undefined && row.enabled && row.name === "") || undefined}
              autoComplete="off"
              value={row.name}
              onChange={(event) => put(i, { name: event.target.value })}
            />
            <Input
              aria-label={t("propertyValue", { number })}
              placeholder={t("propertyValueShort")}
              autoComplete="off"
              value={row.value}
              onChange={(event) => put(i, { value: event.target.value })}
            />
            <Button
              variant="quiet"
              size="iconSm"
              aria-label={t("removeProperty", { number })}
              onClick={() => onChange(rows.filter((_, other) => other !== i))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
        );
      })}
      {error === undefined ? null : (
        <p id={errorId} role="alert" className="flex items-start gap-1.5 text-xs text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {error}
        </p>
      )}
      <span>
        <Button
          size="sm"
          disabled={rows.length >= USER_PROPERTIES_MAX}
          onClick={() => onChange([...rows, { name: "", value: "", enabled: true }])}
        >
          <Plus aria-hidden />
          {t("addProperty")}
        </Button>
      </span>
    </fieldset>
  );
}
