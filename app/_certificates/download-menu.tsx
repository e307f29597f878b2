"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../_ui/button.tsx";
import { Menu, MenuLink } from "../_ui/menu.tsx";
import { cHeader, derBase64, fileName, textFile } from "./pem-text.ts";

interface DownloadMenuProps {
  readonly name: string;
  /** Without its ending. */
  readonly file: string;
  readonly pem: string;
  /** What the C header says of it. */
  readonly about: readonly string[];
}

/** A certificate in the form that the device needs. The files are made in the page, of what it shows. */
export function DownloadMenu({ name, file, pem, about }: DownloadMenuProps) {
  const t = useTranslations("certificates.download");
  const base = fileName(file);
  const forms = [
    { key: "pem", ending: "pem", href: textFile(pem) },
    { key: "der", ending: "der", href: `data:application/pkix-cert;base64,${derBase64(pem)}` },
    { key: "header", ending: "h", href: textFile(cHeader(pem, about)) },
  ] as const;
  return (
    <Menu
      trigger={
        <Button size="sm" aria-label={t("openOne", { name })}>
          <Download aria-hidden />
          {t("open")}
        </Button>
      }
    >
      {forms.map(({ key, ending, href }) => (
        <MenuLink key={key} href={href} download={`${base}.${ending}`} closeOnClick>
          <span className="flex flex-col">
            {t(key)}
            <span className="text-xs text-muted">{t(`${key}For`)}</span>
          </span>
        </MenuLink>
      ))}
    </Menu>
  );
}
