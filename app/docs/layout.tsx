import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LanguageSwitch } from "../_i18n/language-switch.tsx";
import { Wordmark } from "../_shell/wordmark.tsx";
import { ThemeSwitch } from "../_theme/theme-switch.tsx";

/** The frame of what everybody may read, signed in or not. */
export default async function DocsLayout({ children }: { readonly children: ReactNode }) {
  const t = await getTranslations("shell");
  return (
    <>
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-surface px-3 py-1.5 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-page/90 px-4 backdrop-blur-sm">
        <Link href="/" className="flex items-center rounded-md">
          <Wordmark />
        </Link>
        <span className="ml-auto flex items-center gap-0.5">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      {children}
    </>
  );
}
