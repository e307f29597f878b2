"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuCheckboxItem } from "../_ui/menu.tsx";
import { COLUMNS, COLUMNS_COOKIE, COLUMNS_COOKIE_SECONDS, type Column, columnsText } from "./columns.ts";

interface ColumnsMenuProps {
  readonly columns: readonly Column[];
  readonly onChange: (columns: readonly Column[]) => void;
}

/** Which columns stand in the list; kept in the browser. */
export function ColumnsMenu({ columns, onChange }: ColumnsMenuProps) {
  const t = useTranslations("devices");
  const toggle = (column: Column, shown: boolean) => {
    const next = COLUMNS.filter((each) => (each === column ? shown : columns.includes(each)));
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store exists on https only
    document.cookie = `${COLUMNS_COOKIE}=${columnsText(next)}; path=/; max-age=${COLUMNS_COOKIE_SECONDS}; samesite=lax`;
    onChange(next);
  };
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="sm" className="hidden md:inline-flex">
          <Columns3 aria-hidden />
          {t("columnsMenu")}
        </Button>
      }
    >
      {COLUMNS.map((column) => (
        <MenuCheckboxItem
          key={column}
          checked={columns.includes(column)}
          onCheckedChange={(shown) => toggle(column, shown)}
        >
          {t(`columns.${column}`)}
        </MenuCheckboxItem>
      ))}
    </Menu>
  );
}
