"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuRadioGroup, MenuRadioItem } from "../_ui/menu.tsx";

/** Chooses the theme. The icon follows the page by CSS, so that it is right before any script runs. */
export function ThemeSwitch() {
  const t = useTranslations("shell.theme");
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" aria-label={t("label")}>
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </Button>
      }
    >
      <MenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
        <MenuRadioItem value="light">
          <Sun aria-hidden />
          {t("light")}
        </MenuRadioItem>
        <MenuRadioItem value="dark">
          <Moon aria-hidden />
          {t("dark")}
        </MenuRadioItem>
        <MenuRadioItem value="system">
          <Monitor aria-hidden />
          {t("system")}
        </MenuRadioItem>
      </MenuRadioGroup>
    </Menu>
  );
}
