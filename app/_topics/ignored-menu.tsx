"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuItem } from "../_ui/menu.tsx";

interface IgnoredMenuProps {
  readonly ignored: readonly string[];
  readonly onShow: (path: string) => void;
}

/** The branches that are left out; each is shown again by a press. */
export function IgnoredMenu({ ignored, onShow }: IgnoredMenuProps) {
  const t = useTranslations("topics.shelf");
  if (ignored.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button title={t("local")}>
          <EyeOff aria-hidden />
          {t("ignored", { count: ignored.length })}
        </Button>
      }
    >
      {ignored.map((path) => (
        <MenuItem key={path} onClick={() => onShow(path)}>
          <Eye aria-hidden />
          <span className="max-w-72 truncate">{t("show", { topic: path === "" ? t("emptyLevel") : path })}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}
