"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "../_ui/dialog.tsx";
import { useHotkeysOn, useMountedHotkeys } from "../_ui/hotkey.ts";
import { Kbd } from "../_ui/kbd.tsx";
import { Notice } from "../_ui/notice.tsx";

interface HotkeySheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The shortcuts that work on the page as it is: those that are mounted, so the list is never out of date. */
export default function HotkeySheet({ open, onOpenChange }: HotkeySheetProps) {
  const t = useTranslations("shell.hotkeySheet");
  const on = useHotkeysOn();
  const mounted = useMountedHotkeys();
  const told = new Map(mounted.flatMap(({ keys, says }) => (says === undefined ? [] : [[keys, says] as const])));
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} description={t("lead")}>
      {on ? null : <Notice tone="info">{t("off")}</Notice>}
      <dl className="flex flex-col text-sm">
        <Line keys="⌘K · Ctrl K" says={t("palette")} />
        {[...told].map(([keys, says]) => (
          <Line key={keys} keys={keys} says={says} />
        ))}
      </dl>
    </Dialog>
  );
}

function Line({ keys, says }: { readonly keys: string; readonly says: string }) {
  return (
    <div className="flex items-center justify-between gap-4 border-b py-1.5 last:border-b-0">
      <dt className="min-w-0">{says}</dt>
      <dd className="flex shrink-0 gap-1">
        {keys.includes("·") ? <Kbd>{keys}</Kbd> : keys.split(" ").map((key) => <Kbd key={key}>{key}</Kbd>)}
      </dd>
    </div>
  );
}
