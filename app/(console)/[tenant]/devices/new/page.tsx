import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../../_auth/access.ts";
import { addresses } from "../../../../_connect/addresses.ts";
import { CreateDeviceForm } from "../../../../_devices/create-device-form.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { PAGE_LIMIT_MAX } from "../../../../_services/page.ts";
import { listRoles } from "../../../../_services/roles/list-roles.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("devices.create"))("title") };
}

export default async function NewDevicePage({ params }: { readonly params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  if (!hasPermission(actor, "devices.write")) {
    const t = await getTranslations();
    return (
      <>
        <PageHeader title={t("devices.create.title")} />
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      </>
    );
  }
  const { data: roles } = await listRoles(actor, { limit: PAGE_LIMIT_MAX });
  return (
    <Messages of={["devices", "rolePicker"]}>
      <CreateDeviceForm tenantSlug={tenant} addresses={await addresses()} roles={roles.map(({ name }) => name)} />
    </Messages>
  );
}
