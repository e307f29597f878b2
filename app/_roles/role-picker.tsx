"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import type { ControlProps } from "../_ui/field.tsx";
import { Select } from "../_ui/input.tsx";

interface RolePickerProps {
  /** Of the select that adds one. */
  readonly control: ControlProps;
  /** Names of all roles of the tenant. */
  readonly roles: readonly string[];
  readonly chosen: readonly string[];
  readonly max: number;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Roles in the order in which they are asked. */
export function RolePicker({ control, roles, chosen, max, onChange }: RolePickerProps) {
  const t = useTranslations("rolePicker");
  const free = roles.filter((name) => !chosen.includes(name));
  const move = (index: number, by: -1 | 1) => {
    const name = chosen[index];
    if (name !== undefined) onChange(chosen.toSpliced(index, 1).toSpliced(index + by, 0, name));
  };
  return (
    <div className="flex flex-col gap-2">
      {chosen.length === 0 ? null : (
        <ol aria-label={t("label")} className="divide-y overflow-hidden rounded-md border">
          {chosen.map((name, index) => (
            <li key={name} className="flex items-center gap-1 bg-surface py-0.5 pr-1 pl-2.5">
              <span aria-hidden className="w-5 font-mono text-xs text-faint tabular-nums">
                {index + 1}
              </span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs">{name}</span>
              <Button
                variant="quiet"
                size="iconSm"
                disabled={index === 0}
                aria-label={t("up", { name })}
                onClick={() => move(index, -1)}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                variant="quiet"
                size="iconSm"
                disabled={index + 1 === chosen.length}
                aria-label={t("down", { name })}
                onClick={() => move(index, 1)}
              >
                <ArrowDown aria-hidden />
              </Button>
              <Button
                variant="quiet"
                size="iconSm"
                aria-label={t("remove", { name })}
                onClick={() => onChange(chosen.toSpliced(index, 1))}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ol>
      )}
      <Select
        {...control}
        value=""
        disabled={free.length === 0 || chosen.length >= max}
        onChange={(event) => {
          if (event.target.value !== "") onChange([...chosen, event.target.value]);
        }}
      >
        <option value="">{chosen.length >= max ? t("full", { max }) : t("add")}</option>
        {free.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </div>
  );
}
