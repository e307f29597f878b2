import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, use } from "react";
import { LanguageSwitch } from "../../_i18n/language-switch.tsx";
import { MobileNav } from "../../_shell/mobile-nav.tsx";
import { NavLinks } from "../../_shell/nav-links.tsx";
import { Wordmark } from "../../_shell/wordmark.tsx";
import { ThemeSwitch } from "../../_theme/theme-switch.tsx";

/** The console around every page of a tenant: navigation on the left, a thin header, the page. */
export default function ConsoleLayout({
  params,
  children,
}: {
  readonly params: Promise<{ tenant: string }>;
  readonly children: ReactNode;
}) {
  const { tenant } = use(params);
  const t = useTranslations("shell");
  return (
    <div className="grid min-h-dvh md:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-surface px-3 py-1.5 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-5 border-r bg-sunken px-3 py-3 md:flex">
        <Link href={`/${tenant}`} className="flex h-8 items-center px-2">
          <Wordmark />
        </Link>
        <NavLinks tenantSlug={tenant} />
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-page/90 px-3 backdrop-blur-sm md:px-6">
          <MobileNav tenantSlug={tenant} />
          <span className="truncate font-medium">{tenant}</span>
          <span className="ml-auto flex items-center gap-0.5">
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
        </header>
        <main id="content" className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-6 px-4 py-6 md:px-6">
          {children}
        </main>
      </div>
    </div>
  );
}
