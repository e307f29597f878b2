"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuLink } from "../_ui/menu.tsx";

/** Downloads what the filters show. */
export function ExportMenu({ href }: { readonly href: string }) {
  const t = useTranslations("audit");
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          {t("export")}
        </Button>
      }
    >
      <p className="px-2 py-1 text-xs text-muted">{t("exportHint")}</p>
      {(["csv", "jsonl"] as const).map((format) => (
        <MenuLink key={format} href={`${href}&format=${format}`} download closeOnClick>
          {t(format === "csv" ? "exportCsv" : "exportJsonl")}
        </MenuLink>
      ))}
    </Menu>
  );
}
