import { ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { LimitName } from "#core/limit-overrides.ts";
import { enter } from "../../../_auth/access.ts";
import { BanList } from "../../../_bans/ban-list.tsx";
import { CreateBan } from "../../../_bans/create-ban.tsx";
import { Messages } from "../../../_i18n/messages.tsx";
import { groupOf, LIMIT_GROUPS, LIMITS_SHOWN } from "../../../_limits/limit-groups.ts";
import { LimitTable } from "../../../_limits/limit-table.tsx";
import { PoliciesForm } from "../../../_limits/policies-form.tsx";
import { hasPermission, type UserActor } from "../../../_services/actor.ts";
import { listBansInput } from "../../../_services/bans/ban.ts";
import { listBans } from "../../../_services/bans/list-bans.ts";
import { ApiError } from "../../../_services/errors.ts";
import { getLimits } from "../../../_services/limits/get-limits.ts";
import { TenantTab } from "../../../_tenant/tenant-tab.tsx";
import { buttonStyle } from "../../../_ui/button.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { LinkTabs } from "../../../_ui/link-tabs.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

const TABS = ["quotas", "behaviour", "bans", "tenant"] as const;
type Tab = (typeof TABS)[number];

interface SettingsPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ tab?: string | string[]; cursor?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("limits"))("title") };
}

/** What the tenant may use and uses, what happens at its limits, whom it keeps out, and its end. */
export default async function SettingsPage({ params, searchParams }: SettingsPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("limits");
  const tab = TABS.find((known) => known === query.tab) ?? "quotas";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const actions = tab === "bans" && hasPermission(actor, "bans.write") ? <CreateBan tenantSlug={tenant} /> : undefined;
  return (
    <Messages of={["bans", "limits", "tenant", "usage"]}>
      <PageHeader title={t("title")} description={t("lead")} actions={actions} />
      <LinkTabs
        label={t("title")}
        tabs={TABS.map((one) => ({
          href: one === "quotas" ? `/${tenant}/settings` : `/${tenant}/settings?tab=${one}`,
          label: t(`tabs.${one}`),
          current: one === tab,
        }))}
      />
      <Section tab={tab} tenantSlug={tenant} actor={actor} cursor={cursor} />
    </Messages>
  );
}

interface SectionProps {
  readonly tab: Tab;
  readonly tenantSlug: string;
  readonly actor: UserActor;
  readonly cursor: string | undefined;
}

async function Section({ tab, tenantSlug, actor, cursor }: SectionProps) {
  const t = await getTranslations("limits");
  const mayWrite = hasPermission(actor, "settings.write");
  if (tab === "tenant") return <TenantTab actor={actor} />;
  if (tab === "bans") return <Bans tenantSlug={tenantSlug} actor={actor} cursor={cursor} />;
  const all = await getLimits(actor);
  if (tab === "behaviour") {
    return <PoliciesForm tenantSlug={tenantSlug} limits={all} mayWrite={mayWrite} />;
  }
  const shown = LIMITS_SHOWN.flatMap((name) => all.limits.filter((limit) => limit.name === name));
  return LIMIT_GROUPS.map((group) => (
    <section key={group} aria-labelledby={`group-${group}`} className="flex flex-col gap-2">
      <div>
        <h2 id={`group-${group}`} className="text-base font-semibold">
          {t(`groups.${group}.title`)}
        </h2>
        <p className="text-sm text-muted">{t(`groups.${group}.text`)}</p>
      </div>
      <LimitTable
        tenantSlug={tenantSlug}
        heading={t(`groups.${group}.title`)}
        limits={shown.filter(({ name }) => groupOf(name as LimitName) === group)}
        metered={group === "tenant"}
        all={all}
        mayWrite={mayWrite}
      />
    </section>
  ));
}

async function Bans({ tenantSlug, actor, cursor }: Omit<SectionProps, "tab">) {
  const t = await getTranslations("bans");
  const page = await listPage(actor, cursor);
  if (page.data.length === 0) {
    return <EmptyState icon={ShieldCheck} title={t("empty.title")} description={t("empty.text")} />;
  }
  const here = `/${tenantSlug}/settings?tab=bans`;
  return (
    <>
      <BanList tenantSlug={tenantSlug} bans={page.data} mayWrite={hasPermission(actor, "bans.write")} />
      {page.nextCursor === null ? null : (
        <nav aria-label={t("pages")} className="flex justify-end">
          <Link href={`${here}&cursor=${encodeURIComponent(page.nextCursor)}`} className={buttonStyle()}>
            {t("older")}
          </Link>
        </nav>
      )}
    </>
  );
}

/** A cursor that is none, of an old bookmark, shows the first page. */
async function listPage(actor: UserActor, cursor: string | undefined) {
  try {
    return await listBans(actor, listBansInput.parse({ cursor }));
  } catch (error) {
    if (cursor !== undefined && error instanceof ApiError && error.code === "invalid_request") {
      return listBans(actor, listBansInput.parse({}));
    }
    throw error;
  }
}
