"use client";

import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useOptimistic, useSyncExternalStore, useTransition } from "react";
import { LOCALE_NAMES, LOCALES } from "../_i18n/locales.ts";
import { setLocale } from "../_i18n/set-locale.ts";
import { Segments } from "../_ui/segments.tsx";

const THEMES = ["light", "dark", "system"] as const;

/** Language and theme, each in sight. */
export function Appearance() {
  const t = useTranslations("account.appearance");
  const themes = useTranslations("shell.theme");
  const [, start] = useTransition();
  const [locale, showLocale] = useOptimistic(useLocale());
  const { theme, setTheme } = useTheme();
  // The theme is the browser's own memory: the server does not know it.
  const inBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  const chosen = THEMES.find((each) => inBrowser && each === theme) ?? "system";
  return (
    <div className="flex flex-wrap gap-x-10 gap-y-4">
      <div className="flex flex-col gap-1.5">
        <span aria-hidden className="text-sm font-medium">
          {t("language")}
        </span>
        <Segments
          label={t("language")}
          value={locale}
          onChange={(next) =>
            start(async () => {
              showLocale(next);
              await setLocale(next);
            })
          }
          options={LOCALES.map((each) => ({ value: each, label: <span lang={each}>{LOCALE_NAMES[each]}</span> }))}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span aria-hidden className="text-sm font-medium">
          {t("theme")}
        </span>
        <Segments
          label={t("theme")}
          value={chosen}
          onChange={setTheme}
          options={THEMES.map((each) => ({ value: each, label: themes(each) }))}
        />
      </div>
    </div>
  );
}
