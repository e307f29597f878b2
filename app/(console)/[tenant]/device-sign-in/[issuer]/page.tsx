import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter, orNotFound } from "../../../../_auth/access.ts";
import { IssuerControls } from "../../../../_device-sign-in/issuer-controls.tsx";
import { IssuerForm } from "../../../../_device-sign-in/issuer-form.tsx";
import { TokenTestCard } from "../../../../_device-sign-in/token-test-card.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { getTokenIssuer } from "../../../../_services/token-issuers/get-token-issuer.ts";
import { BackLink } from "../../../../_ui/back-link.tsx";
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
      <BackLink label={t("devices.detail.breadcrumb")} href={`/${tenant}/device-sign-in`}>
        {t("deviceSignIn.title")}
      </BackLink>
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
