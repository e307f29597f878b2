import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../../_auth/access.ts";
import { IssuerForm } from "../../../../_device-sign-in/issuer-form.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface NewIssuerPageProps {
  readonly params: Promise<{ tenant: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deviceSignIn"))("new.title") };
}

export default async function NewIssuerPage({ params }: NewIssuerPageProps) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations();
  return (
    <Messages of={["deviceSignIn"]}>
      <PageHeader title={t("deviceSignIn.new.title")} description={t("deviceSignIn.new.lead")} />
      {hasPermission(actor, "settings.write") ? (
        <IssuerForm tenantSlug={tenant} mayWrite />
      ) : (
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      )}
    </Messages>
  );
}
