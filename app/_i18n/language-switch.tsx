"use client";

import { Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuRadioGroup, MenuRadioItem } from "../_ui/menu.tsx";
import { LOCALE_NAMES, LOCALES } from "./locales.ts";
import { setLocale } from "./set-locale.ts";

export function LanguageSwitch() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const [pending, start] = useTransition();
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" aria-label={t("language")} pending={pending}>
          <Languages aria-hidden />
        </Button>
      }
    >
      <MenuRadioGroup value={locale} onValueChange={(chosen: string) => start(() => setLocale(chosen))}>
        {LOCALES.map((each) => (
          <MenuRadioItem key={each} value={each} lang={each}>
            {LOCALE_NAMES[each]}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}
