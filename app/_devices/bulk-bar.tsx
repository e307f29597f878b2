"use client";

import { Download, Ellipsis, Power, PowerOff, RotateCw, Tag, Trash2, UserCog, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { DevicesChange } from "../_services/devices/change-devices.ts";
import { COUNTED_MAX } from "../_services/devices/counted-max.ts";
import { Button } from "../_ui/button.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Menu, MenuItem, MenuSeparator } from "../_ui/menu.tsx";
import { toast } from "../_ui/toast.tsx";
import { BulkDialog, type BulkKind } from "./bulk-dialog.tsx";
import { type Chosen, changeDevices, exportDevices, type Started } from "./many-actions.ts";

interface BulkBarProps {
  readonly tenantSlug: string;
  readonly count: number;
  readonly chosen: Chosen;
  readonly roleNames: readonly string[];
  /** All that the filter finds, where more than what is chosen. */
  readonly more: number | undefined;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** What can be done with the rows that are chosen; it stands at the lower edge for as long as some are. */
export function BulkBar({ tenantSlug, count, chosen, roleNames, more, onAll, onClear }: BulkBarProps) {
  const t = useTranslations("devices.bulk");
  const [dialog, setDialog] = useState<BulkKind>();
  const [menu, setMenu] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [pending, start] = useTransition();
  useHotkey("b", () => setMenu(true), t("menu"));

  const told = (started: Started) => {
    if (!started.ok) return setFailure(started.message);
    setFailure(undefined);
    toast(t("started"));
    onClear();
  };
  const change = (what: DevicesChange) => start(async () => told(await changeDevices(tenantSlug, chosen, what)));
  const save = (format: "csv" | "jsonl") => start(async () => told(await exportDevices(tenantSlug, chosen, format)));

  return (
    <section
      aria-label={t("label")}
      className="sticky bottom-4 z-20 mx-auto flex w-full max-w-3xl flex-wrap items-center gap-2 rounded-xl border bg-surface px-3 py-2 shadow-popup"
    >
      <p className="mr-auto text-sm">
        <span className="font-medium tabular-nums">{t("chosen", { count })}</span>
        {more === undefined ? null : (
          <button type="button" className="ml-2 text-accent-text underline-offset-2 hover:underline" onClick={onAll}>
            {t("all", { count: more, many: more > COUNTED_MAX ? "yes" : "no" })}
          </button>
        )}
        {failure === undefined ? null : (
          <span role="alert" className="block text-xs text-danger">
            {failure}
          </span>
        )}
      </p>
      <Button size="sm" pending={pending} onClick={() => change({ action: "enable" })}>
        <Power aria-hidden />
        {t("enable")}
      </Button>
      <Button size="sm" onClick={() => setDialog("disable")}>
        <PowerOff aria-hidden />
        {t("disable")}
      </Button>
      <Button size="sm" onClick={() => setDialog("setLabels")}>
        <Tag aria-hidden />
        {t("setLabels")}
      </Button>
      <Menu
        open={menu}
        onOpenChange={setMenu}
        side="top"
        trigger={
          <Button size="sm" aria-label={t("menu")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => setDialog("setRoles")}>
          <UserCog aria-hidden />
          {t("roles")}
        </MenuItem>
        <MenuItem onClick={() => setDialog("removeLabels")}>
          <Tag aria-hidden />
          {t("unlabel")}
        </MenuItem>
        <MenuItem onClick={() => setDialog("rotate")}>
          <RotateCw aria-hidden />
          {t("rotate")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onClick={() => save("csv")}>
          <Download aria-hidden />
          {t("exportCsv")}
        </MenuItem>
        <MenuItem onClick={() => save("jsonl")}>
          <Download aria-hidden />
          {t("exportJsonl")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onClick={() => setDialog("delete")}>
          <Trash2 aria-hidden />
          {t("delete")}
        </MenuItem>
      </Menu>
      <Button size="iconSm" variant="quiet" aria-label={t("clear")} onClick={onClear}>
        <X aria-hidden />
      </Button>
      {dialog === undefined ? null : (
        <BulkDialog
          kind={dialog}
          count={count}
          roleNames={roleNames}
          pending={pending}
          failure={failure}
          onClose={() => setDialog(undefined)}
          onConfirm={change}
        />
      )}
    </section>
  );
}
