import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../../_auth/access.ts";
import { ImportWizard } from "../../../../_device-import/import-wizard.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deviceImport"))("title") };
}

export default async function ImportDevicesPage({ params }: { readonly params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations();
  return (
    <Messages of={["deviceImport"]}>
      <PageHeader
        title={t("deviceImport.title")}
        description={t.rich("deviceImport.lead", {
          back: (part) => (
            <Link href={`/${tenant}/devices`} className="text-accent-text underline underline-offset-2">
              {part}
            </Link>
          ),
        })}
      />
      {hasPermission(actor, "devices.write") ? (
        <ImportWizard tenantSlug={tenant} />
      ) : (
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      )}
    </Messages>
  );
}
