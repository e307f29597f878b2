"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useState } from "react";
import { Kbd } from "../_ui/kbd.tsx";
import { deviceItems, type PaletteGroup, type PaletteItem, standingItems } from "./palette-items.ts";
import { useFoundDevices } from "./use-found-devices.ts";

interface PaletteProps {
  readonly tenantSlug: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly showShortcuts: () => void;
}

/** One field that leads everywhere: pages and actions at once, devices as the server finds them. */
export default function Palette({ tenantSlug, open, onOpenChange, showShortcuts }: PaletteProps) {
  const t = useTranslations("shell.palette");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label={t("label")}
          className="fixed top-[12dvh] left-1/2 z-50 flex max-h-[min(30rem,76dvh)] w-[34rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border bg-surface shadow-popup outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
        >
          <PaletteList tenantSlug={tenantSlug} close={() => onOpenChange(false)} showShortcuts={showShortcuts} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteListProps {
  readonly tenantSlug: string;
  readonly close: () => void;
  readonly showShortcuts: () => void;
}

function PaletteList({ tenantSlug, close, showShortcuts }: PaletteListProps) {
  const t = useTranslations("shell.palette");
  const nav = useTranslations("shell.nav");
  const router = useRouter();
  const { setTheme } = useTheme();
  const [text, setText] = useState("");
  const found = useFoundDevices(tenantSlug, text);
  const { contains } = Autocomplete.useFilter();
  const go = (href: string) => router.push(href);
  const standing = standingItems({ tenantSlug, go, setTheme, showShortcuts, nav, words: t });
  const wanted = text.trim();
  const matching = standing.map((group) => ({
    ...group,
    items: group.items.filter(({ label }) => wanted === "" || contains(label, wanted)),
  }));
  const devices: PaletteGroup = { value: t("devices"), items: deviceItems(tenantSlug, found.devices, go) };
  const groups = [devices, ...matching].filter(({ items }) => items.length > 0);

  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={groups}
      value={text}
      onValueChange={setText}
      itemToStringValue={(item: PaletteItem) => item.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-2.5 border-b px-3.5">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <Autocomplete.Input
          aria-label={t("label")}
          placeholder={t("placeholder")}
          maxLength={200}
          className="h-11 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        {found.failed ? <p className="px-3.5 pt-2.5 text-xs text-warn">{t("failed")}</p> : null}
        <Autocomplete.Empty className="not-empty:px-2 not-empty:py-8 text-center text-sm text-muted">
          {t("empty")}
        </Autocomplete.Empty>
        <Autocomplete.List className="min-h-0 overflow-y-auto p-1.5 empty:p-0">
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items} className="pb-1 last:pb-0">
              <Autocomplete.GroupLabel className="px-2 pt-1.5 pb-1 text-xs font-medium text-faint">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => (
                  <Autocomplete.Item
                    key={item.value}
                    value={item}
                    onClick={() => {
                      close();
                      item.run();
                    }}
                    className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
                  >
                    <item.icon aria-hidden />
                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                    {item.keys === undefined ? null : (
                      <span aria-hidden className="flex gap-1">
                        {item.keys.split(" ").map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </span>
                    )}
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </div>
      <p className="hidden border-t bg-sunken px-3.5 py-2 text-xs text-muted sm:block">{t("hint")}</p>
    </Autocomplete.Root>
  );
}
