import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { enter, requirePerson } from "../../_auth/access.ts";
import { LanguageSwitch } from "../../_i18n/language-switch.tsx";
import { JobTray } from "../../_jobs/job-tray.tsx";
import { FreshnessChip } from "../../_live/freshness-chip.tsx";
import { LiveProvider } from "../../_live/live-provider.tsx";
import { TroubleBanner } from "../../_live/trouble-banner.tsx";
import { PaletteButton } from "../../_palette/palette-button.tsx";
import { hasPermission } from "../../_services/actor.ts";
import { services } from "../../_services/database.ts";
import { listTenants } from "../../_services/tenants/list-tenants.ts";
import { MobileNav } from "../../_shell/mobile-nav.tsx";
import { NavLinks } from "../../_shell/nav-links.tsx";
import { TenantSwitcher } from "../../_shell/tenant-switcher.tsx";
import { UserMenu } from "../../_shell/user-menu.tsx";
import { Wordmark } from "../../_shell/wordmark.tsx";
import { DeletionBanner } from "../../_tenant/deletion-banner.tsx";
import { ThemeSwitch } from "../../_theme/theme-switch.tsx";

interface ConsoleLayoutProps {
  readonly params: Promise<{ tenant: string }>;
  readonly children: ReactNode;
}

export async function generateMetadata({ params }: ConsoleLayoutProps): Promise<Metadata> {
  const { tenant } = await params;
  return { title: { default: tenant, template: `%s · ${tenant} · Hato` } };
}

/** The console around every page of a tenant: navigation on the left, a thin header, the page. */
export default async function ConsoleLayout({ params, children }: ConsoleLayoutProps) {
  const { tenant: slug } = await params;
  // A layout is not run again when one page follows another; every page and action enters for itself.
  const [actor, t] = await Promise.all([enter(slug), getTranslations("shell")]);
  const person = await requirePerson(`/${slug}`);
  const own = (await listTenants(person.id)).map(({ tenant }) => tenant);
  const tenants = own.map(({ slug, name }) => ({ slug, name }));
  const deletionDueAt = own.find((tenant) => tenant.slug === actor.tenantSlug)?.deletionDueAt ?? null;
  const current = tenants.find((each) => each.slug === actor.tenantSlug) ?? { slug, name: slug };
  return (
    <LiveProvider key={slug} tenantSlug={slug}>
      <div className="grid min-h-dvh md:grid-cols-[13.5rem_minmax(0,1fr)]">
        <a
          href="#content"
          className="sr-only z-60 rounded-md bg-surface px-3 py-1.5 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {t("skip")}
        </a>
        <aside className="sticky top-0 hidden h-dvh flex-col gap-5 border-r bg-sunken px-3 py-3 md:flex">
          <Link href={`/${slug}`} className="flex h-6 items-center rounded-md px-2">
            <Wordmark />
          </Link>
          <NavLinks tenantSlug={slug} />
        </aside>
        <div className="flex min-w-0 flex-col">
          <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-page/90 px-2 backdrop-blur-sm sm:gap-2 md:px-4">
            <MobileNav tenantSlug={slug} />
            <TenantSwitcher current={current} tenants={tenants} mayMake={services().config.signup === "open"} />
            <span className="ml-auto flex shrink-0 items-center gap-0.5">
              <span className="mr-1.5">
                <PaletteButton tenantSlug={slug} />
              </span>
              <JobTray tenantSlug={slug} />
              <span className="mr-1.5">
                <FreshnessChip />
              </span>
              <LanguageSwitch />
              <ThemeSwitch />
              <UserMenu name={person.name} email={person.email} />
            </span>
          </header>
          <TroubleBanner />
          {deletionDueAt === null ? null : (
            <DeletionBanner tenantSlug={slug} dueAt={deletionDueAt} mayKeep={hasPermission(actor, "tenant.delete")} />
          )}
          <main
            id="content"
            className="mx-auto flex w-full max-w-6xl flex-1 has-data-wide:max-w-[112rem] flex-col gap-6 px-4 py-6 md:px-6"
          >
            {children}
          </main>
        </div>
      </div>
    </LiveProvider>
  );
}
