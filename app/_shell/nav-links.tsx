"use client";

import { BookOpen } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { classes } from "../_ui/classes.ts";
import { NAVIGATION } from "./navigation.ts";

const row =
  "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent-text [&_svg]:size-4 [&_svg]:shrink-0";

/** The links of the console's left side; `onNavigate` lets a sheet close itself. */
export function NavLinks({
  tenantSlug,
  onNavigate,
}: {
  readonly tenantSlug: string;
  readonly onNavigate?: () => void;
}) {
  const t = useTranslations("shell.nav");
  const id = useId();
  const pathname = usePathname();
  const base = `/${tenantSlug}`;
  return (
    <nav aria-label={t("label")} className="flex flex-1 flex-col gap-4 overflow-y-auto">
      {NAVIGATION.map(({ heading, entries }) => (
        <div key={heading ?? "first"} className="flex flex-col gap-1">
          {heading === undefined ? null : (
            <p id={`${id}-${heading}`} className="px-2 text-xs font-medium text-faint">
              {t(`groups.${heading}`)}
            </p>
          )}
          <ul aria-labelledby={heading && `${id}-${heading}`} className="flex flex-col gap-0.5">
            {entries.map(({ key, path, icon: Icon }) => {
              const href = `${base}${path}`;
              const here = pathname === href || (path !== "" && pathname.startsWith(`${href}/`));
              return (
                <li key={key}>
                  <Link href={href} className={row} aria-current={here ? "page" : undefined} onClick={onNavigate}>
                    <Icon aria-hidden />
                    {t(key)}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
      <div className="mt-auto">
        <Link href="/docs/api" className={classes(row)} onClick={onNavigate}>
          <BookOpen aria-hidden />
          {t("apiDocs")}
        </Link>
      </div>
    </nav>
  );
}
