import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter, orNotFound } from "../../../../_auth/access.ts";
import { IssuerControls } from "../../../../_device-sign-in/issuer-controls.tsx";
import { IssuerForm } from "../../../../_device-sign-in/issuer-form.tsx";
import { TokenTestCard } from "../../../../_device-sign-in/token-test-card.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { getTokenIssuer } from "../../../../_services/token-issuers/get-token-issuer.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface IssuerPageProps {
  readonly params: Promise<{ tenant: string; issuer: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deviceSignIn"))("issuers.title") };
}

export default async function IssuerPage({ params }: IssuerPageProps) {
  const { tenant, issuer: id } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations();
  if (!hasPermission(actor, "settings.read")) {
    return (
      <>
        <PageHeader title={t("deviceSignIn.issuers.title")} />
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      </>
    );
  }
  const issuer = await orNotFound(() => getTokenIssuer(actor, id));
  const mayWrite = hasPermission(actor, "settings.write");
  return (
    <Messages of={["deviceSignIn"]}>
      <nav aria-label={t("devices.detail.breadcrumb")} className="-mb-4 text-xs text-muted">
        <Link
          href={`/${tenant}/device-sign-in`}
          className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink hover:underline"
        >
          <ArrowLeft aria-hidden className="size-3.5" />
          {t("deviceSignIn.title")}
        </Link>
      </nav>
      <PageHeader
        title={issuer.name}
        description={<code className="font-mono text-xs break-all">{issuer.issuer}</code>}
        mark={
          <Badge tone={issuer.enabled ? "ok" : "neutral"}>
            {t(`deviceSignIn.issuers.${issuer.enabled ? "enabled" : "disabled"}`)}
          </Badge>
        }
        actions={mayWrite ? <IssuerControls tenantSlug={tenant} issuer={issuer} /> : undefined}
      />
      <IssuerForm key={issuer.version} tenantSlug={tenant} issuer={issuer} mayWrite={mayWrite} />
      {mayWrite ? (
        <div className="max-w-3xl">
          <TokenTestCard tenantSlug={tenant} />
        </div>
      ) : null}
    </Messages>
  );
}
