"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { NAVIGATION } from "../_shell/navigation.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { useHotkey } from "../_ui/hotkey.ts";
import { Kbd } from "../_ui/kbd.tsx";

// Neither travels with a page before somebody asks for it.
const Palette = dynamic(() => import("./palette.tsx"), { ssr: false });
const HotkeySheet = dynamic(() => import("../_shell/hotkey-sheet.tsx"), { ssr: false });

/** The header's search field that is a button; ⌘K or Ctrl-K opens the palette, `?` the sheet of shortcuts. */
export function PaletteButton({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("shell");
  // Undefined: never opened, so not even loaded.
  const [palette, setPalette] = useState<boolean>();
  const [sheet, setSheet] = useState<boolean>();
  const toggle = useEffectEvent(() => setPalette((open) => !open));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  useHotkey("?", () => setSheet(true), t("hotkeySheet.help"));

  return (
    <>
      <button
        type="button"
        aria-label={t("palette.open")}
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => setPalette(true)}
        className={classes(buttonStyle(), "px-2 font-normal text-muted lg:w-56 lg:justify-start")}
      >
        <Search aria-hidden />
        <span className="hidden flex-1 truncate text-left lg:block">{t("palette.open")}</span>
        <span aria-hidden className="hidden lg:block">
          <Kbd>⌘K</Kbd>
        </span>
      </button>
      {NAVIGATION.flatMap(({ entries }) => entries).map(({ key, path, hotkey }) => (
        <GoTo key={key} keys={`g ${hotkey}`} href={`/${tenantSlug}${path}`} page={t(`nav.${key}`)} />
      ))}
      {palette === undefined ? null : (
        <Palette
          tenantSlug={tenantSlug}
          open={palette}
          onOpenChange={setPalette}
          showShortcuts={() => setSheet(true)}
        />
      )}
      {sheet === undefined ? null : <HotkeySheet open={sheet} onOpenChange={setSheet} />}
    </>
  );
}

function GoTo({ keys, href, page }: { readonly keys: string; readonly href: string; readonly page: string }) {
  const t = useTranslations("shell.hotkeySheet");
  const router = useRouter();
  useHotkey(keys, () => router.push(href), t("goTo", { page }));
  return null;
}
